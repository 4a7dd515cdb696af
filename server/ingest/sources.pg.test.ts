import { expect, onTestFinished, test } from 'vitest'
import { createSourceSchema } from '#contract/api.ts'
import { createPrisma } from '../db/prisma.ts'
import { systemClock } from '../runtime/clock.ts'
import { createLogger } from '../runtime/logger.ts'
import { testDatabase } from '../testing/database.ts'
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
  await createSource({ prisma, box }, createSourceSchema.parse({ slug: 'new' }))

  expect((await directory.find('new'))?.slug).toBe('new')
})
