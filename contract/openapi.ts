import * as z from 'zod'

/*
 * What the page of the API reads of `GET /v1/openapi.json`: a part of OpenAPI 3.1, as this server writes it.
 */

/** JSON Schema, as far as a table of members needs it. */
export interface DescribedSchema {
  $ref?: string | undefined
  type?: string | readonly string[] | undefined
  description?: string | undefined
  format?: string | undefined
  enum?: readonly unknown[] | undefined
  const?: unknown
  default?: unknown
  minimum?: number | undefined
  maximum?: number | undefined
  minLength?: number | undefined
  maxLength?: number | undefined
  minItems?: number | undefined
  maxItems?: number | undefined
  properties?: Record<string, DescribedSchema> | undefined
  required?: readonly string[] | undefined
  items?: DescribedSchema | undefined
  additionalProperties?: unknown
  anyOf?: readonly DescribedSchema[] | undefined
  oneOf?: readonly DescribedSchema[] | undefined
}

export const describedSchemaSchema: z.ZodType<DescribedSchema> = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  get properties() {
    return z.record(z.string(), describedSchemaSchema).optional()
  },
  required: z.array(z.string()).optional(),
  get items() {
    return describedSchemaSchema.optional()
  },
  get anyOf() {
    return z.array(describedSchemaSchema).optional()
  },
  get oneOf() {
    return z.array(describedSchemaSchema).optional()
  },
})

const contentSchema = z.record(
  z.string(),
  z.object({
    schema: describedSchemaSchema,
    examples: z.record(z.string(), z.object({ summary: z.string().optional(), value: z.unknown() })),
  }),
)
export type DescribedContent = z.infer<typeof contentSchema>

const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean(),
  description: z.string().optional(),
  schema: describedSchemaSchema,
})
export type DescribedParameter = z.infer<typeof parameterSchema>

const responseSchema = z.object({
  description: z.string(),
  headers: z.record(z.string(), z.object({ description: z.string() })).default({}),
  content: contentSchema.optional(),
})
export type DescribedResponse = z.infer<typeof responseSchema>

const operationSchema = z.object({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string().optional(),
  parameters: z.array(parameterSchema).default([]),
  requestBody: z.object({ required: z.boolean(), content: contentSchema }).optional(),
  responses: z.record(z.string(), responseSchema),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  'x-access': z.string(),
  'x-roles': z.array(z.string()).optional(),
  'x-minor': z.boolean().default(false),
  'x-codeSamples': z.array(z.object({ label: z.string(), source: z.string() })),
})
export type DescribedOperation = z.infer<typeof operationSchema>

const securitySchemeSchema = z.object({
  type: z.enum(['apiKey', 'http']),
  name: z.string().optional(),
  scheme: z.string().optional(),
  description: z.string(),
})
export type DescribedScheme = z.infer<typeof securitySchemeSchema>

export const apiDocumentSchema = z.object({
  info: z.object({ title: z.string(), version: z.string(), summary: z.string(), description: z.string() }),
  servers: z.array(z.object({ url: z.string() })).min(1),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({
    schemas: z.record(z.string(), describedSchemaSchema),
    securitySchemes: z.record(z.string(), securitySchemeSchema),
  }),
})
export type ApiDocument = z.infer<typeof apiDocumentSchema>
