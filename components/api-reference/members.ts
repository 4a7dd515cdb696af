import type { DescribedSchema } from '#contract/openapi.ts'

/** One line of a table of members. */
export interface MemberLine {
  /** Unique in its table. */
  path: string
  name: string
  depth: number
  /** In the notation of types: `string[]`, `"stored" | "duplicate"`. */
  type: string
  isRequired: boolean
  description: string | undefined
  /** As JSON. */
  defaultValue: string | undefined
}

/** One of the forms that a body may have; most bodies have one. */
export interface Variant {
  type: string
  description: string | undefined
  lines: MemberLine[]
}

export type Schemas = Readonly<Record<string, DescribedSchema>>

/** What is nested deeper is named by its type. */
const maxDepth = 4

/** The schema with its reference followed; what stands beside the reference wins. */
function resolve(schema: DescribedSchema, schemas: Schemas): DescribedSchema {
  const named = schema.$ref === undefined ? undefined : schemas[nameOf(schema.$ref)]
  if (!named) return schema
  return { ...named, description: schema.description ?? named.description }
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1)
}

function choicesOf(schema: DescribedSchema): readonly DescribedSchema[] {
  return schema.anyOf ?? schema.oneOf ?? []
}

/** The forms that a value may have, each with its members. */
export function variantsOf(schema: DescribedSchema, schemas: Schemas): Variant[] {
  const whole = resolve(schema, schemas)
  const choices = choicesOf(whole)
  return (choices.length > 0 ? choices : [schema]).map((choice) => ({
    type: typeOf(choice),
    description: choice.description,
    lines: linesOf(choice, schemas, { path: '', depth: 0, seen: [] }),
  }))
}

interface Place {
  path: string
  depth: number
  /** Names that are being described, so that one within itself ends. */
  seen: readonly string[]
}

function linesOf(schema: DescribedSchema, schemas: Schemas, { path, depth, seen }: Place): MemberLine[] {
  const name = schema.$ref === undefined ? [] : [nameOf(schema.$ref)]
  if (depth >= maxDepth || name.some((one) => seen.includes(one))) return []
  const place = { path, depth, seen: [...seen, ...name] }
  const whole = resolve(schema, schemas)
  if (whole.items) return linesOf(whole.items, schemas, { ...place, path: `${path}[]` })
  const choices = choicesOf(whole)
  if (choices.length > 0) {
    return choices.flatMap((choice, index) => linesOf(choice, schemas, { ...place, path: `${path}|${index}` }))
  }
  return Object.entries(whole.properties ?? {}).flatMap(([member, inner]) => {
    const at = `${path}.${member}`
    const line: MemberLine = {
      path: at,
      name: member,
      depth,
      type: typeOf(inner),
      isRequired: whole.required?.includes(member) ?? false,
      description: inner.description ?? resolve(inner, schemas).description,
      defaultValue: inner.default === undefined ? undefined : JSON.stringify(inner.default),
    }
    return [line, ...linesOf(inner, schemas, { ...place, path: at, depth: depth + 1 })]
  })
}

/** `string`, `integer 1…1000`, `Source[]`, `"a" | "b"`, `string | null`. */
export function typeOf(schema: DescribedSchema): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const choices = choicesOf(schema)
  if (choices.length > 0) return [...new Set(choices.map((choice) => typeOf(choice)))].join(' | ')
  if (schema.items) {
    const inner = typeOf(schema.items)
    return `${inner.includes(' ') ? `(${inner})` : inner}[]${rangeOf(schema.minItems, schema.maxItems)}`
  }
  if (schema.format === 'date-time') return 'date-time'
  const range = rangeOf(schema.minimum ?? schema.minLength, schema.maximum ?? schema.maxLength)
  const types = [schema.type ?? 'any'].flat()
  return types.map((type) => (type === 'null' ? type : `${type}${range}`)).join(' | ')
}

function rangeOf(least: number | undefined, most: number | undefined): string {
  if (most === undefined) return least === undefined || least <= 1 ? '' : ` ≥ ${least}`
  return least === undefined ? ` ≤ ${most}` : ` ${least}…${most}`
}
