import * as z from 'zod'
import type { SourceKindInfo } from '#contract/api.ts'

/** One setting of a kind, as a form asks for it. What the form has no field for is written as JSON. */
export interface ConfigField {
  name: string
  type: 'text' | 'url' | 'number' | 'choice' | 'check' | 'json'
  isRequired: boolean
  /** Of a choice. */
  options: readonly string[]
  /** What it is when nothing is said. */
  fallback: unknown
  description: string | undefined
}

/** A kind of source, with what a form needs to make one. */
export interface KindForm extends Pick<SourceKindInfo, 'kind' | 'door' | 'assignsSecret' | 'hasPublicKey'> {
  fields: readonly ConfigField[]
}

export function toKindForm(info: SourceKindInfo): KindForm {
  const { kind, door, assignsSecret, hasPublicKey } = info
  return { kind, door, assignsSecret, hasPublicKey, fields: configFields(info) }
}

const propertySchema = z.looseObject({
  type: z.string().optional(),
  format: z.string().optional(),
  enum: z.array(z.string()).optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
})

const configSchema = z.object({
  properties: z.record(z.string(), propertySchema).default({}),
  required: z.array(z.string()).default([]),
})

/** The settings that a kind has, from its JSON Schema. */
export function configFields({ config }: Pick<SourceKindInfo, 'config'>): ConfigField[] {
  const parsed = configSchema.safeParse(config)
  if (!parsed.success) return []
  const { properties, required } = parsed.data
  return Object.entries(properties).map(([name, property]) => ({
    name,
    type: typeOf(property),
    isRequired: required.includes(name),
    options: property.enum ?? [],
    fallback: property.default,
    description: property.description,
  }))
}

function typeOf({ type, format, enum: options }: z.infer<typeof propertySchema>): ConfigField['type'] {
  if (options !== undefined) return 'choice'
  if (type === 'boolean') return 'check'
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'string') return format === 'uri' ? 'url' : 'text'
  return 'json'
}
