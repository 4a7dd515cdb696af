import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { apiDocumentSchema } from '#contract/openapi.ts'
import { startEventServer } from '../../testing/event-server.ts'
import { testDatabase } from '../../testing/database.ts'
import { silentLogger } from '../../testing/log-fixture.ts'
import { routesOf } from '../../testing/registered-routes.ts'
import { operations } from './operations.ts'

const contentSchema = z.record(
  z.string(),
  z.object({ schema: z.looseObject({}), examples: z.record(z.string(), z.object({ value: z.unknown() })) }),
)
const operationSchema = z.looseObject({
  operationId: z.string(),
  tags: z.array(z.string()).length(1),
  summary: z.string(),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), description: z.string(), required: z.boolean() }))
    .default([]),
  requestBody: z.object({ content: contentSchema }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content: contentSchema.optional() })),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  'x-access': z.string(),
  'x-codeSamples': z.array(z.object({ source: z.string() })).length(1),
})
const documentSchema = z.looseObject({
  openapi: z.literal('3.1.1'),
  info: z.looseObject({ version: z.string() }),
  servers: z.array(z.object({ url: z.url() })),
  tags: z.array(z.object({ name: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({
    schemas: z.record(z.string(), z.looseObject({})),
    securitySchemes: z.record(z.string(), z.unknown()),
  }),
})

const { url: databaseUrl } = await testDatabase()
const { server, routes: registered } = await routesOf(() =>
  startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'secret of this installation',
    publicUrl: 'https://vigie.example/',
    demo: false,
    logger: silentLogger,
  }),
)
afterAll(() => server.stop())

const text = await (await fetch(`${server.url}/v1/openapi.json`)).text()
const document = documentSchema.parse(JSON.parse(text))
const described = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    ...operation,
    path,
    method,
    key: `${method.toUpperCase()} ${path}`,
  })),
)

/** Every value under this member name, wherever it stands in the document. */
function valuesOf(name: string, value: unknown = document): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === name ? [inner] : valuesOf(name, inner),
  )
}

/** Every body, answer and refusal, with where it stands in the document. */
function contents() {
  const escaped = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1')
  return described.flatMap(({ key, path, method, requestBody, responses }) => {
    const at = `/paths/${escaped(path)}/${method}`
    const places = [
      { at: `${at}/requestBody`, content: requestBody?.content },
      ...Object.entries(responses).map(([status, { content }]) => ({ at: `${at}/responses/${status}`, content })),
    ]
    return places.flatMap((place) =>
      Object.entries(place.content ?? {}).map(([mediaType, { examples }]) => ({
        key,
        pointer: `${place.at}/content/${escaped(mediaType)}`,
        examples,
      })),
    )
  })
}

test('every route of the running server is described, and nothing else', () => {
  const routes = registered
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
  expect(Object.keys(operations).toSorted()).toEqual(routes.toSorted())
  expect(described.map(({ key }) => key).toSorted()).toEqual(routes.toSorted())
})

test('the page of the API can read the document', () => {
  expect(apiDocumentSchema.safeParse(JSON.parse(text)).error).toBeUndefined()
})

test('operations have names of their own, tags that are explained and credentials that are defined', () => {
  const ids = described.map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const tags = document.tags.map(({ name }) => name)
  for (const { tags: own, security } of described) {
    expect(tags).toEqual(expect.arrayContaining(own))
    const schemes = Object.keys(document.components.securitySchemes)
    expect(schemes).toEqual(expect.arrayContaining(security.flatMap((one) => Object.keys(one))))
  }
})

test('a path names exactly the parameters that are described', () => {
  for (const { key, path, parameters } of described) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect({ key, named: parameters.filter((one) => one.in === 'path').map(({ name }) => name) }).toEqual({
      key,
      named,
    })
  }
})

test('every reference leads to a schema of the document, and every schema is referred to', () => {
  const names = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)
  expect(new Set(valuesOf('$ref'))).toEqual(new Set(names))
})

/** Their key is a member of the body, which demands it. */
const keyedByBody = ['POST /v1/collect', 'POST /api/send']

test('every door names its credentials, whatever else asks who calls an API token, and the rest none', () => {
  for (const { key, 'x-access': access, security } of described) {
    const names = security.flatMap((one) => Object.keys(one))
    if (access === 'anyone' || keyedByBody.includes(key)) expect({ key, names }).toEqual({ key, names: [] })
    else if (access === 'signature') expect({ key, names }).not.toEqual({ key, names: [] })
    else expect({ key, names }).toEqual({ key, names: ['apiToken'] })
  }
})

test('the line to paste has an API token wherever it is asked who calls, and nowhere else', () => {
  for (const { key, 'x-access': access, 'x-codeSamples': samples } of described) {
    const hasToken = access !== 'anyone' && access !== 'signature'
    expect({ key, hasToken: samples[0]?.source.includes('Bearer $token') }).toEqual({ key, hasToken })
  }
})

test('every member of every named schema says what it means', () => {
  const mute = Object.entries(document.components.schemas).flatMap(([name, { properties }]) =>
    Object.entries(z.record(z.string(), z.looseObject({ description: z.string().optional() })).parse(properties ?? {}))
      .filter(([, member]) => member.description === undefined)
      .map(([member]) => `${name}.${member}`),
  )
  expect(mute).toEqual([])
})

const commands = described.filter(
  ({ method, 'x-access': access }) => !['get', 'options'].includes(method) && access !== 'signature',
)

test.each(commands)('what $key answers to a body that it does not read is described', async ({ key, responses }) => {
  const [method, path = ''] = key.split(' ')
  const [, operation] = Object.entries(operations).find(([name]) => name === key) ?? []
  const params = Object.entries(operation?.example?.params ?? {})
  const url = server.url + params.reduce((filled, [name, value]) => filled.replace(`{${name}}`, value), path)
  const answer = async (type: string, body: string) => {
    const { status } = await fetch(url, { method: method ?? '', headers: { 'content-type': type }, body })
    return String(status)
  }
  const answered = [await answer('text/plain', 'x'), await answer('application/json', '{')]
  expect(answered).toEqual(['415', '400'])
  expect(Object.keys(responses)).toEqual(expect.arrayContaining([...answered, '413']))
})

/** Their senders are others' programs, which say more than is read. */
function isOfDoor(key: string): boolean {
  return described.some((one) => one.key === key && one['x-access'] === 'signature')
}

test('a member that no body has is refused, not passed over, wherever a person or a program of ours asks', () => {
  const open = Object.entries(operations).flatMap(([key, { body }]) => {
    const [example] = Object.values(body?.examples ?? {})
    if (!body || isOfDoor(key) || typeof example !== 'object') return []
    return body.schema.safeParse({ ...example, promiseSecond: 1 }).success ? [key] : []
  })
  expect(open).toEqual([])
})

describe('every example', () => {
  test('is there: each body and each answer has at least one', () => {
    expect(contents().filter(({ examples }) => Object.keys(examples).length === 0)).toEqual([])
  })

  test('of a body, an answer or a problem fits its schema in the document, by a validator of its own', () => {
    // What is referred to is compiled once, and run once or twice: neither copying nor optimising it pays.
    const ajv = new Ajv2020({ strict: false, validateFormats: false, inlineRefs: false, code: { optimize: false } })
    ajv.addSchema(JSON.parse(text) as object, 'openapi') // documentSchema has proved it
    for (const { key, pointer, examples } of contents()) {
      const fits = ajv.getSchema(`openapi#${pointer}/schema`)
      for (const [name, { value }] of Object.entries(examples)) {
        expect({ key, name, fits: fits?.(value), why: fits?.errors }).toEqual({ key, name, fits: true, why: null })
      }
    }
  })

  test.each(Object.entries(operations))('of %s fits the schemas that validate', (_key, operation) => {
    const { params, query, headers, body, answers, example = {} } = operation
    for (const content of [body, ...Object.values(answers).map((answer) => answer.content)]) {
      for (const value of Object.values(content?.examples ?? {})) content?.schema.parse(value)
    }
    params?.parse(example.params)
    headers?.parse(example.headers ?? {})
    query?.parse(example.query ?? {})
  })
})

describe('GET /v1/openapi.json', () => {
  test('says where this installation is reached and which version it is', () => {
    expect(document.servers).toEqual([{ url: 'https://vigie.example' }])
    expect(document.info.version).toMatch(/^\d+\.\d+\.\d+/)
  })

  test('says of one that listens on loopback only where it listens, whatever its port', async () => {
    const vigieSecret = 'secret of this installation'
    const local = { databaseUrl, host: '127.0.0.1', port: 0, vigieSecret, publicUrl: null, demo: false }
    const { url, stop } = await startEventServer({ ...local, logger: silentLogger })
    onTestFinished(stop)
    const said = documentSchema.parse(await (await fetch(`${url}/v1/openapi.json`)).json())
    expect(said.servers).toEqual([{ url }])
    expect(JSON.stringify(said)).not.toContain('localhost:3000')
  })

  test('is the same at every call, and not sent again to who knows it', async () => {
    const again = await fetch(`${server.url}/v1/openapi.json`)
    const etag = again.headers.get('etag') ?? ''
    expect(await again.text()).toBe(text)
    const known = await fetch(`${server.url}/v1/openapi.json`, { headers: { 'if-none-match': `W/${etag}` } })
    expect(known.status).toBe(304)
    const other = await fetch(`${server.url}/v1/openapi.json`, { headers: { 'if-none-match': '"another"' } })
    expect(other.status).toBe(200)
  })
})
