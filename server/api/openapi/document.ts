import { STATUS_CODES } from 'node:http'
import * as z from 'zod'
import { access as roles, isPermission } from '#contract/access.ts'
import { problemSchema } from '#contract/problem.ts'
import { answerHeaders } from './headers.ts'
import type { JsonSchema, NamedSchemas } from './json-schema.ts'
import { SchemaBook } from './json-schema.ts'
import type { Answer, AnswerHeader, Content, Operation, Operations } from './operation.ts'
import { tags } from './operation.ts'
import { describeProblem, problemsOf } from './problems.ts'
import type { RegisteredRoute } from './registered-routes.ts'
import { asksWhoCalls, curlSample } from './samples.ts'
import { about, securitySchemes } from './words.ts'

interface DocumentOptions {
  routes: readonly RegisteredRoute[]
  operations: Operations
  names: NamedSchemas
  /** Where the API is reached. */
  origin: string
  version: string
}

type Member = readonly [string, unknown]

/**
 * The API of the running server as OpenAPI 3.1: what is registered, in the words of the table. The same input gives the
 * same document, byte for byte.
 *
 * Source: https://spec.openapis.org/oas/v3.1.1.html
 */
export function describeApi({ routes, operations, names, origin, version }: DocumentOptions): JsonSchema {
  const book = new SchemaBook(names)
  const paths = new Map<string, Record<string, JsonSchema>>()
  const described = Object.entries(operations).flatMap(([key, operation]) => {
    const route = routes.find(({ method, path }) => `${method} ${path}` === key)
    return route ? [{ route, operation }] : []
  })
  for (const { route, operation } of described) {
    const item = paths.get(route.path) ?? {}
    item[route.method.toLowerCase()] = describeOperation({ book, origin, route, operation })
    paths.set(route.path, item)
  }
  const used = new Set(described.map(({ operation }) => operation.tag))
  return {
    openapi: '3.1.1',
    info: { title: 'Vigie', version, ...about },
    servers: [{ url: origin }],
    tags: Object.entries(tags).flatMap(([name, description]) =>
      [...used].some((tag) => tag === name) ? [{ name, description }] : [],
    ),
    paths: Object.fromEntries(paths),
    components: { schemas: book.components(), securitySchemes },
  }
}

interface Described {
  book: SchemaBook
  origin: string
  route: RegisteredRoute
  operation: Operation
}

function describeOperation({ book, origin, route, operation }: Described): JsonSchema {
  const { id, tag, summary, description, body, credentials } = operation
  const sample = operation.sample?.(origin) ?? curlSample({ ...route, origin }, operation)
  return present({
    operationId: id,
    tags: [tag],
    summary,
    description,
    parameters: listOrNone([
      ...parameters(book, 'path', operation.params, operation.example?.params),
      ...parameters(book, 'query', operation.query, operation.example?.query),
      ...parameters(book, 'header', operation.headers, operation.example?.headers),
    ]),
    requestBody: body && { required: body.isOptional !== true, content: describeContent(book, body, 'input') },
    responses: Object.fromEntries([
      ...Object.entries(operation.answers).map(([status, answer]): Member => [status, describeAnswer(book, answer)]),
      ...refusals(book, operation, route),
    ]),
    security: (asksWhoCalls(route.access) ? ['apiToken'] : (credentials ?? [])).map((name) => ({ [name]: [] })),
    'x-minor': operation.isMinor,
    'x-access': route.access,
    'x-roles': isPermission(route.access) ? roles[route.access] : undefined,
    'x-codeSamples': [{ lang: 'shell', label: 'cURL', source: sample }],
  })
}

const objectSchema = z.object({
  properties: z.record(z.string(), z.looseObject({ description: z.string().optional() })).default({}),
  required: z.array(z.string()).default([]),
})

function parameters(
  book: SchemaBook,
  place: 'path' | 'query' | 'header',
  schema: z.ZodObject | undefined,
  examples: Readonly<Record<string, string>> = {},
): JsonSchema[] {
  if (!schema) return []
  const { properties, required } = objectSchema.parse(book.describe(schema, 'input'))
  return Object.entries(properties).map(([name, { description, ...rest }]) =>
    present({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      description,
      schema: rest,
      example: rest.type === 'integer' ? Number(examples[name] ?? Number.NaN) || undefined : examples[name],
    }),
  )
}

function describeContent(book: SchemaBook, content: Content, io: 'input' | 'output'): JsonSchema {
  const { schema, mediaTypes = ['application/json'], examples } = content
  const described = {
    schema: book.describe(schema, io),
    examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
  }
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, described]))
}

function describeAnswer(book: SchemaBook, { description, content, headers = [] }: Answer): JsonSchema {
  return present({
    description,
    headers: headers.length === 0 ? undefined : Object.fromEntries(headers.map(describeHeader)),
    content: content && describeContent(book, content, 'output'),
  })
}

function describeHeader(name: AnswerHeader): Member {
  const { description, example } = answerHeaders[name]
  return [name, { description, schema: { type: 'string' }, example }]
}

/** One answer a status: the codes that share it stand in it as examples. */
function refusals(book: SchemaBook, operation: Operation, route: RegisteredRoute): Member[] {
  const problems = problemsOf(operation, route).map(describeProblem)
  const schema = book.describe(problemSchema, 'output')
  return [...Map.groupBy(problems, ({ status }) => status)].map(([status, all]) => [
    String(status),
    present({
      description: STATUS_CODES[status] ?? String(status),
      headers: all.some(({ saysWhen }) => saysWhen) ? Object.fromEntries([describeHeader('retry-after')]) : undefined,
      content: {
        'application/problem+json': {
          schema,
          examples: Object.fromEntries(all.map(({ code, when, example }) => [code, { summary: when, value: example }])),
        },
      },
    }),
  ])
}

function listOrNone<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items
}

function present(members: Record<string, unknown>): JsonSchema {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
