import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { createPrisma } from '#server/db/prisma.ts'
import { SecretBox } from '#server/ingest/secrets.ts'
import { createSource } from '#server/ingest/sources.ts'
import { createSourceSchema } from '#contract/api.ts'
import { testDatabase } from '#server/testing/database.ts'
import { vigieInProcess } from './testing/in-process.ts'

const right = new SecretBox('r'.repeat(32))
const wrong = 'w'.repeat(32)

/** A database with a source of each name, sealed with the right secret, and an empty data directory of somebody else. */
async function installation(...slugs: string[]) {
  const { url } = await testDatabase()
  const prisma = createPrisma(url)
  onTestFinished(() => prisma.$disconnect())
  for (const slug of slugs) await createSource({ prisma, box: right }, createSourceSchema.parse({ slug }))
  const dataDirectory = await mkdtemp(join(tmpdir(), 'vigie-secret-'))
  onTestFinished(() => rm(dataDirectory, { recursive: true }))
  const variables = { DATABASE_URL: url, VIGIE_DATA_DIR: dataDirectory, VIGIE_SECRET: '' }
  const vigie = (more: Readonly<Record<string, string>>, ...args: string[]) =>
    vigieInProcess({ ...variables, ...more }, args)
  return { url, prisma, dataDirectory, vigie }
}

async function sealed(url: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<{ secret_sealed: unknown }>('select secret_sealed from sources order by slug')).rows
  } finally {
    await client.end()
  }
}

test.each(['rotate pay', 'rotate pay --lost-secret', 'create till', 'list'])(
  'source %s without the secret of the installation says so, changes nothing and leaves no secret',
  async (words) => {
    const { url, dataDirectory, vigie } = await installation('pay')
    const before = await sealed(url)
    const refused = await vigie({}, 'source', ...words.split(' '))
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toMatch(/^vigie: VIGIE_SECRET is not set, there is no .*\/secret, .* has sources already.*\n$/)
    expect(await sealed(url)).toEqual(before)
    expect(await readdir(dataDirectory)).toEqual([])
  },
)

test('a secret that opens no source is refused by the name that it was given by', async () => {
  const { url, dataDirectory, vigie } = await installation('pay', 'till')
  const before = await sealed(url)
  const says = (name: string) => `${name} is not the secret of this database: it opens none of its sources (pay, till)`
  expect((await vigie({ VIGIE_SECRET: wrong }, 'source', 'rotate', 'pay')).err).toContain(says('VIGIE_SECRET'))
  await writeFile(join(dataDirectory, 'secret'), wrong)
  expect((await vigie({}, 'source', 'create', 'web')).err).toContain(says(join(dataDirectory, 'secret')))
  expect(await sealed(url)).toEqual(before)
})

test('a command takes a former secret for one of the database, as a start does', async () => {
  const { vigie } = await installation('pay')
  const secrets = { VIGIE_SECRET: wrong, VIGIE_SECRET_PREVIOUS: 'r'.repeat(32) }
  expect(await vigie(secrets, 'source', 'rotate', 'pay')).toMatchObject({ code: 0, err: '' })
})

test('where the secret is lost, each source is rotated by whoever says so, and everything else goes on after the first', async () => {
  const { vigie, prisma } = await installation('pay', 'till')
  const lost = { VIGIE_SECRET: wrong }
  const first = await vigie(lost, 'source', 'rotate', 'pay', '--lost-secret', '--json')
  const { secret } = z.object({ secret: z.string() }).parse(JSON.parse(first.out))
  const { secretSealed } = await prisma.source.findUniqueOrThrow({ where: { slug: 'pay' } })
  expect(new SecretBox(wrong).open(secretSealed, 'pay')).toBe(secret)
  expect(await vigie(lost, 'source', 'list')).toMatchObject({ code: 0 })
  const unsaid = await vigie(lost, 'source', 'rotate', 'till')
  expect(unsaid).toMatchObject({ code: 1, out: '' })
  expect(unsaid.err).toMatch(/the secret of source till does not open.*source rotate till --lost-secret\n$/)
  expect(await vigie(lost, 'source', 'rotate', 'till', '--lost-secret')).toMatchObject({ code: 0, err: '' })
  expect(await vigie(lost, 'source', 'rotate', 'till')).toMatchObject({ code: 0, err: '' })
})

test('the first source of a database is sealed with a secret that is made for it', async () => {
  const { dataDirectory, vigie } = await installation()
  expect(await vigie({}, 'source', 'create', 'pay')).toMatchObject({ code: 0, err: '' })
  expect(await readdir(dataDirectory)).toEqual(['secret'])
})

test('doctor says whether the secret is that of the database', async () => {
  const { vigie } = await installation('pay')
  const lineOf = async (more: Readonly<Record<string, string>>) =>
    (await vigie(more, 'doctor')).out.split('\n').find((line) => /^(ok|FAIL) +secret /.test(line))
  expect(await lineOf({ VIGIE_SECRET: 'r'.repeat(32) })).toBe('ok    secret          VIGIE_SECRET opens every source')
  expect(await lineOf({ VIGIE_SECRET: wrong })).toMatch(
    /^FAIL +secret +VIGIE_SECRET is not what .* doors are shut: pay\./,
  )
  expect(await lineOf({})).toMatch(/^FAIL +secret +VIGIE_SECRET is not set, there is no .* has sources already/)
})

test('an old secret that does not open is accepted no longer, and rotate does not say that it is', async () => {
  const { vigie } = await installation('pay', 'till')
  const rotate = (slug: string, ...more: string[]) =>
    vigie({ VIGIE_SECRET: wrong }, 'source', 'rotate', slug, '--lost-secret', ...more)
  expect((await rotate('till')).out).toContain('the old one is refused from then on')
  expect(JSON.parse((await rotate('pay', '--json')).out)).toMatchObject({ previousSecretUntil: null, overlapHours: 0 })
  const again: unknown = JSON.parse((await rotate('pay', '--json')).out)
  expect(again).toMatchObject({ previousSecretUntil: expect.any(String), overlapHours: 24 })
})
