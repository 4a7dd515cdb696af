/*
 * What a column's type is to JSON, as `row_to_json` sees it: a domain is its base, an array its elements, a composite type
 * its attributes. Built-in types never change their oids; of all others the catalogue knows.
 * https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat
 */
export type ColumnType =
  | { is: 'boolean' | 'number' | 'date' | 'timestamp' | 'json' | 'text' }
  | { is: 'array'; element: ColumnType; delimiter: string }
  /** int2vector and oidvector: arrays that are written in words. */
  | { is: 'vector'; element: ColumnType }
  | { is: 'composite'; attributes: readonly { name: string; type: ColumnType }[] }

/** A row of pg_type, as far as it matters. */
export type CatalogueType =
  | { oid: number; is: 'array'; element: number; delimiter: string }
  | { oid: number; is: 'domain'; base: number }
  | { oid: number; is: 'composite'; attributes: readonly { name: string; type: number }[] }
  | { oid: number; is: 'text' }

/** Looks types up; those that are no longer there are left out. */
export type FindTypes = (oids: readonly number[]) => Promise<readonly CatalogueType[]>

const text: ColumnType = { is: 'text' }
const number: ColumnType = { is: 'number' }
const timestamp: ColumnType = { is: 'timestamp' }
const json: ColumnType = { is: 'json' }
const date: ColumnType = { is: 'date' }
const boolean: ColumnType = { is: 'boolean' }

/** oid, oid of its array, type. Anything below `firstUserOid` that is not here is text. */
const builtIn: readonly (readonly [number, number, ColumnType])[] = [
  [16, 1000, boolean],
  [17, 1001, text], // bytea
  [18, 1002, text], // "char"
  [19, 1003, text], // name
  [20, 1016, number], // int8
  [21, 1005, number], // int2
  [22, 1006, { is: 'vector', element: number }],
  [23, 1007, number], // int4
  [25, 1009, text],
  [26, 1028, text], // oid, which row_to_json writes as text
  [30, 1013, { is: 'vector', element: text }],
  [114, 199, json],
  [142, 143, text], // xml
  [650, 651, text], // cidr
  [700, 1021, number], // float4
  [701, 1022, number], // float8
  [774, 775, text], // macaddr8
  [790, 791, text], // money
  [829, 1040, text], // macaddr
  [869, 1041, text], // inet
  [1042, 1014, text], // char(n)
  [1043, 1015, text], // varchar
  [1082, 1182, date],
  [1083, 1183, text], // time
  [1114, 1115, timestamp],
  [1184, 1185, timestamp], // timestamptz
  [1186, 1187, text], // interval
  [1266, 1270, text], // timetz
  [1560, 1561, text], // bit
  [1562, 1563, text], // varbit
  [1700, 1231, number], // numeric
  [2950, 2951, text], // uuid
  [3614, 3643, text], // tsvector
  [3802, 3807, json], // jsonb
]

const known: ReadonlyMap<number, ColumnType> = new Map(
  builtIn.flatMap(([oid, array, type]) => [
    [oid, type],
    [array, { is: 'array', element: type, delimiter: ',' }],
  ]),
)

/** @returns the types of these oids; what neither we nor the catalogue know is text. */
export async function resolveColumnTypes(
  oids: readonly number[],
  findTypes: FindTypes,
): Promise<ReadonlyMap<number, ColumnType>> {
  const found = new Map<number, CatalogueType>()
  const asked = new Set<number>()
  for (let wanted = unknownOf(oids, asked); wanted.length > 0;) {
    const types = await findTypes(wanted)
    for (const type of types) found.set(type.oid, type)
    wanted = unknownOf(types.flatMap(partsOf), asked)
  }
  return new Map(oids.map((oid) => [oid, describe(oid, found)]))
}

/** The ones to be asked for, each once. */
function unknownOf(oids: readonly number[], asked: Set<number>): number[] {
  const wanted = [...new Set(oids)].filter((oid) => !known.has(oid) && !asked.has(oid))
  for (const oid of wanted) asked.add(oid)
  return wanted
}

function partsOf(type: CatalogueType): number[] {
  switch (type.is) {
    case 'array':
      return [type.element]
    case 'domain':
      return [type.base]
    case 'composite':
      return type.attributes.map((attribute) => attribute.type)
    case 'text':
      return []
  }
}

/** A type cannot contain itself: PostgreSQL does not let one be made. */
function describe(oid: number, found: ReadonlyMap<number, CatalogueType>): ColumnType {
  const builtInType = known.get(oid)
  if (builtInType) return builtInType
  const type = found.get(oid)
  switch (type?.is) {
    case 'array':
      return { is: 'array', element: describe(type.element, found), delimiter: type.delimiter }
    case 'domain':
      return describe(type.base, found)
    case 'composite':
      return {
        is: 'composite',
        attributes: type.attributes.map(({ name, type: of }) => ({ name, type: describe(of, found) })),
      }
    case 'text':
    case undefined:
      return text
  }
}
