import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { databaseConfigSchema, databaseProblemSchema } from '#contract/database.ts'

const guide = readFileSync(new URL('../../../docs/databases.md', import.meta.url), 'utf8')

test('the guide says what to do about every problem, and about none that there is not', () => {
  const table = guide.slice(guide.indexOf('## What to do about each problem'))
  const codes = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code)
  expect(codes).toEqual(databaseProblemSchema.options)
})

test('every config of the guide is one', () => {
  const configs = [...guide.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => JSON.parse(text) as unknown)
  expect(configs.length).toBeGreaterThan(1)
  for (const config of configs) databaseConfigSchema.parse(config)
})
