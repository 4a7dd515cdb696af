import * as z from 'zod'

export type JsonSchema = Readonly<Record<string, unknown>>

/** Schemas with a name of their own in the document, by that name. */
export type NamedSchemas = Readonly<Record<string, z.ZodType>>

/** Makes JSON Schema (2020-12) of the schemas that validate; named ones stand once, and are referred to. */
export class SchemaBook {
  readonly #written = new Map<string, string>()

  constructor(names: NamedSchemas) {
    for (const [id, schema] of Object.entries(names)) z.globalRegistry.add(schema, { ...schema.meta(), id })
  }

  /** What is taken is described before it is parsed, what is answered after. */
  describe(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $defs = {}, ...whole } = z.toJSONSchema(schema, {
      io,
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => tidy(zodSchema._zod.def, jsonSchema, io),
    })
    for (const [name, definition] of Object.entries($defs)) this.#write(name, JSON.stringify(definition))
    return parse(JSON.stringify(whole))
  }

  /** Every named schema that was referred to, in the order of their names. */
  components(): Record<string, JsonSchema> {
    const byName = [...this.#written].toSorted(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(byName.map(([name, text]) => [name, parse(text)]))
  }

  #write(name: string, text: string): void {
    const before = this.#written.get(name)
    if (before !== undefined && before !== text) {
      throw new Error(`${name} looks different in requests and in answers: give one of the two another name`)
    }
    this.#written.set(name, text)
  }
}

const jsonObject = z.record(z.string(), z.unknown())

function parse(text: string): JsonSchema {
  const {
    $schema: _dialect,
    id: _id,
    ...schema
  } = jsonObject.parse(JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')))
  return schema
}

/** Leaves out what says nothing to a reader; an answer may get more members later, so it is closed only where it is strict. */
function tidy(def: z.core.$ZodTypeDef, schema: z.core.JSONSchema.BaseSchema, io: 'input' | 'output'): void {
  if (schema.format === 'date-time') delete schema.pattern
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (def.type === 'record') delete schema.propertyNames
  if (io === 'output' && def.type === 'object' && !('catchall' in def && def.catchall)) {
    delete schema.additionalProperties
  }
}
