import { readdir } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createSourceSchema } from '#contract/api.ts'
import { outboxConfigSchema } from '#contract/database.ts'
import { createPrisma } from '../db/prisma.ts'
import { systemClock } from '../runtime/clock.ts'
import { createLogger } from '../runtime/logger.ts'
import { putSource } from '../testing/captures.ts'
import { testDatabase } from '../testing/database.ts'
import { namesOfPages } from './own-sources.ts'
import { SecretBox } from './secrets.ts'
import { SourceDirectory } from './source-directory.ts'
import { createSource, rotateSource } from './sources.ts'

const { url } = await testDatabase()
const slug = 'shop'

test('a source whose secret no longer opens, because VIGIE_SECRET was changed, has its door back after one rotation', async () => {
  const prisma = createPrisma(url)
  onTestFinished(() => prisma.$disconnect())
  await createSource({ prisma, box: new SecretBox('an old secret') }, createSourceSchema.parse({ slug }))
  const box = new SecretBox('another secret')
  const directory = new SourceDirectory({ prisma, box, clock: systemClock, logger: createLogger('silent') })

  await directory.reload()
  expect(await directory.find(slug)).toBeUndefined()
  await rotateSource({ prisma, box }, { slug })
  await directory.reload()

  expect((await directory.find(slug))?.keys(Date.now())).toHaveLength(1)
})

test('a source that another process has just made is found, however recently the sources were read', async () => {
  const prisma = createPrisma(url)
  onTestFinished(() => prisma.$disconnect())
  const box = new SecretBox('an installation secret')
  const directory = new SourceDirectory({ prisma, box, clock: systemClock, logger: createLogger('silent') })
  await directory.reload()
  await createSource({ prisma, box }, createSourceSchema.parse({ slug: 'fresh' }))

  expect((await directory.find('fresh'))?.slug).toBe('fresh')
})

test('no source is given a name under which the settings have a page of their own', async () => {
  const prisma = createPrisma(url)
  onTestFinished(() => prisma.$disconnect())
  const box = new SecretBox('an installation secret')
  const pages = await readdir(new URL('../../app/(shell)/settings/sources', import.meta.url), { withFileTypes: true })
  const names = pages.filter((entry) => entry.isDirectory() && !entry.name.startsWith('[')).map(({ name }) => name)
  expect(names.toSorted()).toEqual(namesOfPages)
  for (const name of names) {
    await expect(createSource({ prisma, box }, createSourceSchema.parse({ slug: name }))).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining(`/settings/sources/${name}`),
      extras: { errors: [{ pointer: '#/slug' }] },
    })
  }
})

test('a database source with the outbox of another one is refused, whatever became of the others', async () => {
  const box = new SecretBox('an installation secret')
  const prisma = createPrisma(url)
  onTestFinished(() => prisma.$disconnect())
  const config = { capture: 'outbox', tables: ['public.orders'] }
  const secret = 'postgresql://vigie@localhost/erp'
  await putSource(url, { slug: 'erp', config: outboxConfigSchema.parse(config), connection: secret })
  const row = await prisma.source.findUniqueOrThrow({ where: { slug: 'erp' } })
  await prisma.source.create({ data: { ...row, config: {}, slug: 'another-key', secretSealed: new Uint8Array(64) } })
  const settings = { mode: 'push', promiseSeconds: 60, silenceSeconds: null, ratePerMinute: 1000 } as const
  const second = createSource({ prisma, box }, { ...settings, slug: 'second', kind: 'postgres', secret, config })
  await expect(second).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('erp') as string })
  expect(await prisma.source.count({ where: { slug: 'second' } })).toBe(0)

  const moved = outboxConfigSchema.parse({ ...config, schema: 'elsewhere' })
  await prisma.source.update({ where: { slug: 'erp' }, data: { config: moved } })
  const inForce = { state: {}, updatedAt: new Date(), config: outboxConfigSchema.parse(config) }
  await prisma.capture.upsert({ where: { source: 'erp' }, create: { source: 'erp', ...inForce }, update: inForce })
  const third = createSource({ prisma, box }, { ...settings, slug: 'third', kind: 'postgres', secret, config })
  await expect(third).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('erp') as string })
})
