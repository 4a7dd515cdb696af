import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { SourceFile } from './import-rule.ts'
import { areas, checkImports, parseImports } from './import-rule.ts'
import { checkSources } from './source-rules.ts'

const root = join(import.meta.dirname, '..')
const notOurs = /(?:^|\/)(?:node_modules|\.[^/]+|generated|test-results|playwright-report)(?:\/|$)|^next-env\.d\.ts$/

function sourceFiles(): SourceFile[] {
  return globSync('**/*.{ts,tsx}', { cwd: root, exclude: (path) => notOurs.test(path) })
    .filter((path) => !notOurs.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

const asLines = (found: ReturnType<typeof checkImports>): string[] =>
  found.map(({ path, line, message }) => `${path}:${line} ${message}`)

describe('the repository', () => {
  test('imports as ARCHITECTURE.md allows', () => {
    expect(asLines(checkImports(sourceFiles()))).toEqual([])
  })

  test('keeps the rules of the house: extensions, no barrels, one reader of the environment, names that say something, no sleeps', () => {
    expect(asLines(checkSources(sourceFiles()))).toEqual([])
  })
})

describe('the checker', () => {
  const violations = (path: string, ...lines: string[]): string[] =>
    asLines(checkImports([{ path, text: lines.join('\n') }]))

  test.each([
    ['contract/event.ts', 'fastify'],
    ['contract/event.ts', 'node:crypto'],
    ['contract/event.ts', '#server/log/append.ts'],
    ['server/runtime/clock.ts', '#server/db/pool.ts'],
    ['server/log/append.ts', '../ingest/door.ts'],
    ['server/log/append.ts', '#server/projections/runner.ts'],
    ['server/ingest/http/door.ts', '../../projections/runner.ts'],
    ['server/projections/counts.ts', '#server/views/wall.ts'],
    ['server/views/wall.ts', '#server/live/gateway.ts'],
    ['server/actions/deliver.ts', '#server/projections/counts.ts'],
    ['server/live/gateway.ts', '#server/api/commands.ts'],
    ['server/api/read.ts', '#server/main.ts'],
    ['server/views/wall.ts', '#server/testing/database.ts'],
    ['server/api/read.ts', '#components/wall/wall.tsx'],
    ['app/page.tsx', '#server/views/wall.ts'],
    ['components/wall/wall.tsx', '../../server/views/wall.ts'],
    ['components/live/store.ts', '../ui/button.tsx'],
    ['demo/company.ts', '#server/ingest/signature.ts'],
    ['cli/replay.ts', '#server/log/append.ts'],
    ['lib/new.ts', '#contract/event.ts'],
  ])('refuses that %s imports %s', (path, specifier) => {
    expect(violations(path, `import { a } from '${specifier}'`)).toHaveLength(1)
  })

  test.each([
    ['contract/event.ts', 'zod'],
    ['contract/views/wall.ts', '../freshness.ts'],
    ['server/ingest/door.ts', '#server/log/append.ts'],
    ['server/live/gateway.ts', '#server/views/view.ts'],
    ['server/views/wall.pg.test.ts', '#server/testing/database.ts'],
    ['server/main.ts', '#server/live/gateway.ts'],
    ['server/api/commands.ts', '#server/log/append.ts'],
    ['cli/start.ts', '#server/main.ts'],
    ['app/page.tsx', '#components/wall/wall.tsx'],
    ['components/wall/wall.tsx', '#components/live/use-view.ts'],
  ])('allows that %s imports %s', (path, specifier) => {
    expect(violations(path, `import { a } from '${specifier}'`)).toEqual([])
  })

  test('sees imports of types, of many lines, dynamic ones and side effects, and says the line and what to do', () => {
    const found = violations(
      'app/page.tsx',
      "import type { A } from '#server/a.ts'",
      'import {',
      '  b,',
      "} from '#server/b.ts'",
      "import '#server/c.ts'",
      ['const d = await import', "('#server/d.ts')"].join(''),
      "// import { e } from '#server/e.ts'",
    )
    expect(found.map((line) => line.split(' ', 1)[0])).toEqual([
      'app/page.tsx:1',
      'app/page.tsx:4',
      'app/page.tsx:5',
      'app/page.tsx:6',
    ])
    expect(found[0]).toContain('add what is missing to contract/')
  })

  test('takes no string and no comment for an import', () => {
    expect(parseImports("const a = `import { b } from 'c'`\n/* import 'd' */\nconst e = 'http://f'\n")).toEqual([])
  })

  test.each([
    ['server/log/read.ts', "import { a } from './append'", 'without its extension'],
    ['server/log/read.ts', "export * from './append.ts'", 'barrel'],
    ['server/log/read.ts', 'const port = process.env.PORT', 'process.env'],
    ['server/log/utils.ts', '', 'name'],
    ['server/log/read.test.ts', `await page${'.wait'}ForTimeout(10)`, 'sleeps'],
    ['components/wall/wall.tsx', `import Link ${'from'} 'next/link'`, 'asks ahead'],
  ])('of the house refuses in %s: %s', (path, text, reason) => {
    expect(asLines(checkSources([{ path, text }]))).toEqual([expect.stringContaining(reason)])
  })
})

const overrideSchema = z.object({ files: z.array(z.string()), rules: z.record(z.string(), z.unknown()) })
const configurationSchema = z.object({ overrides: z.array(overrideSchema) })

/** Only the linter's import bans, so that one run over planted files takes milliseconds. */
function plantedTree(files: readonly SourceFile[]): string {
  const configuration = configurationSchema.parse(JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')))
  const bans = configuration.overrides.filter(({ rules }) => 'no-restricted-imports' in rules)
  const folder = mkdtempSync(join(tmpdir(), 'vigie-import-rule-'))
  writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify({ categories: { correctness: 'off' }, overrides: bans }))
  for (const { path, text } of files) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

function lintedPaths(folder: string): Set<string> {
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint')
  try {
    execFileSync(process.execPath, [oxlint, '--format=unix'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
    return new Set()
  } catch (error) {
    const { stdout } = z.object({ stdout: z.string() }).parse(error)
    return new Set(stdout.split('\n').flatMap((line) => /^(.+?):\d+:\d+: /.exec(line)?.[1] ?? []))
  }
}

describe('the linter', () => {
  const folders = Object.entries(areas).flatMap(([name, { at }]) =>
    at.filter((prefix) => prefix.endsWith('/') && prefix !== 'server/').map((prefix) => ({ name, prefix })),
  )
  const linted = ['contract', 'runtime', 'db', 'log', 'ingest', 'projections', 'views', 'live', 'actions', 'api']
  const importers = [...linted, 'app', 'components', 'live-client', 'demo'].flatMap((name) =>
    folders.filter((folder) => folder.name === name),
  )
  const targets = folders.filter(
    ({ name }) => !['testing', 'cli', 'scripts', 'bench', 'e2e', 'replay', 'demo'].includes(name),
  )
  const planted = importers.flatMap((from) =>
    targets
      .filter((to) => to.prefix !== from.prefix)
      .map((to) => ({
        path: `${from.prefix}from-${to.name}.ts`,
        text: `import { a } from '#${to.prefix}a.ts'\nexport const b = a\n`,
      })),
  )
  const folder = plantedTree(planted)
  const complaints = lintedPaths(folder)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('bans exactly the imports that the table forbids', () => {
    const forbidden = planted.filter((file) => checkImports([file]).length > 0).map((file) => file.path)
    expect(forbidden.length).toBeGreaterThan(100)
    expect([...complaints].toSorted()).toEqual(forbidden.toSorted())
  })
})
