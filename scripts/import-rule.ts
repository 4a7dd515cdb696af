import { posix } from 'node:path'

/*
 * The import rule of ARCHITECTURE.md as one table. Reading of "each block imports only what stands to its left in the
 * flow": a block knows whom it gets its data from, never who reads it. The first arrow is the exception: `ingest` hands
 * its events to `log.append`, so `ingest` imports `log`, and `log` imports no block at all.
 *
 *     ingest ─► log ─► projections ─► views ─► live
 *                └──► actions
 *
 * `.oxlintrc.json` says the same to editors; import-rule.test.ts proves that the two agree.
 */

const base = ['contract', 'runtime', 'db'] as const
const blocks = ['ingest', 'log', 'projections', 'views', 'live', 'actions'] as const
const server = [...base, ...blocks, 'api', 'env', 'main'] as const

export interface Area {
  /** Path prefixes from the repository's root; of several that fit a file, the longest decides. */
  at: readonly string[]
  /** Areas it may import besides itself. */
  may: readonly string[]
  /** Packages it may import, Node's own included; absent = any. */
  packages?: readonly string[]
  /** What to do instead of a forbidden import. */
  instead: string
}

export const areas: Readonly<Record<string, Area>> = {
  contract: {
    at: ['contract/'],
    may: [],
    packages: ['zod'],
    instead: 'contract is what crosses the wire: zod and nothing else. Put behaviour where it is used',
  },
  runtime: { at: ['server/runtime/'], may: ['contract'], instead: 'take what you need as an argument' },
  db: { at: ['server/db/'], may: ['contract', 'runtime'], instead: 'take what you need as an argument' },
  log: {
    at: ['server/log/'],
    may: base,
    instead: 'the log knows neither who writes nor who reads it: emit telemetry, or take a function as an argument',
  },
  calendar: {
    at: ['calendar/'],
    may: ['contract'],
    instead: 'what a calendar means is the same for the door and for a replay: it knows neither',
  },
  ingest: {
    at: ['server/ingest/'],
    may: [...base, 'log', 'calendar'],
    instead: 'a door hands events to log.append and knows nobody behind it',
  },
  projections: {
    at: ['server/projections/'],
    may: [...base, 'ingest', 'log'],
    instead: 'a projection reads the log; whoever reads its tables listens to telemetry `projection.applied`',
  },
  views: {
    at: ['server/views/'],
    may: [...base, 'ingest', 'log', 'projections'],
    instead: 'a view reads tables; live asks it, not the other way round',
  },
  live: {
    at: ['server/live/'],
    may: [...base, 'ingest', 'log', 'projections', 'views'],
    instead: 'live is the end of the flow: what a screen wants done goes through the HTTP API',
  },
  actions: {
    at: ['server/actions/'],
    may: [...base, 'ingest', 'log'],
    instead: 'actions read the log and nothing that is made from it',
  },
  api: { at: ['server/api/'], may: [...base, ...blocks], instead: 'main.ts hands in what it composes' },
  env: { at: ['server/env.ts'], may: ['contract', 'runtime'], instead: 'it reads process.env and nothing else' },
  main: { at: ['server/'], may: server, instead: 'only tests import server/testing' },
  testing: { at: ['server/testing/'], may: server, instead: 'what tests of the server share stays with the server' },
  app: {
    at: ['app/', 'instrumentation.', 'proxy.'],
    may: ['contract', 'components', 'live-client', 'messages'],
    instead: 'the web app knows the server by its wire: add what is missing to contract/',
  },
  components: {
    at: ['components/'],
    may: ['contract', 'app', 'live-client', 'messages'],
    instead: 'the web app knows the server by its wire: add what is missing to contract/',
  },
  'live-client': {
    at: ['components/live/'],
    may: ['contract'],
    instead: 'components/live is the client of the socket: components import it, it imports none of them',
  },
  'live-conformance': {
    at: ['server/live/conformance/'],
    may: [...base, 'live', 'live-client', 'testing'],
    instead: 'it puts the two sides of docs/live-protocol.md together and nothing else',
  },
  messages: { at: ['messages/'], may: [], instead: 'catalogues are data' },
  cli: { at: ['cli/'], may: [...server, 'replay', 'demo', 'scripts'], instead: 'the screen is not part of a command' },
  replay: {
    at: ['cli/replay'],
    may: ['contract', 'calendar'],
    instead: 'a replay is an outside sender: it goes through the door, by contract/',
  },
  demo: {
    at: ['demo/'],
    may: ['contract', 'replay'],
    instead: 'the demonstration company is an outside sender: it goes through the door, by contract/, as a replay does',
  },
  scripts: { at: ['scripts/'], may: [], instead: 'scripts start programs, they do not link them' },
  bench: {
    at: ['bench/'],
    may: [...server, 'testing', 'cli', 'replay', 'demo', 'live-client'],
    instead: 'measure the product',
  },
  e2e: {
    at: ['e2e/'],
    may: [...server, 'testing', 'scripts', 'messages'],
    instead: 'drive the screen from outside, by role and label',
  },
  config: {
    at: ['next.config.', 'vitest.config.', 'playwright.config.', 'postcss.config.'],
    may: ['scripts', 'e2e'],
    instead: 'configuration stands alone',
  },
}

/** Beyond its area's line, a test may use what tests share, and start the composed server. */
const testsMay = ['testing', 'main', 'env']

export interface SourceFile {
  /** From the repository's root, with `/`. */
  path: string
  text: string
}

export interface Violation {
  path: string
  line: number
  message: string
}

export interface Import {
  specifier: string
  line: number
}

const importPattern =
  /^[ \t]*(?:import|export)\s(?:[^'"`;]*?\sfrom\s+)?['"]([^'"\n]+)['"]|\b(?:import|require)\(\s*['"]([^'"\n]+)['"]/gm

/** Every module named by an import, export-from, `import()` or `require()`; code that is commented out names none. */
export function parseImports(text: string): Import[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"`\w/])\/\/[^\n]*/g, (comment) =>
    comment.replaceAll(/[^\n]/g, ' '),
  )
  return [...code.matchAll(importPattern)].flatMap((match) => {
    const specifier = match[1] ?? match[2]
    const end = match.index + match[0].length
    return specifier === undefined ? [] : [{ specifier, line: code.slice(0, end).split('\n').length }]
  })
}

/** @returns the area a file belongs to, or undefined when the table has no line for it. */
export function areaOf(path: string): string | undefined {
  const fits = Object.entries(areas).flatMap(([name, { at }]) =>
    at.filter((prefix) => path.startsWith(prefix)).map((prefix) => ({ name, length: prefix.length })),
  )
  return fits.toSorted((a, b) => b.length - a.length)[0]?.name
}

type Target = { kind: 'file'; path: string } | { kind: 'package'; name: string }

/** Where a specifier leads: `#…` and relative ones into the repository, all others into a package. */
export function resolveImport(importer: string, specifier: string): Target {
  if (specifier.startsWith('#')) return { kind: 'file', path: specifier.slice(1) }
  if (specifier.startsWith('.')) return { kind: 'file', path: posix.join(posix.dirname(importer), specifier) }
  const [scopeOrName = specifier, name] = specifier.split('/')
  return { kind: 'package', name: scopeOrName.startsWith('@') ? `${scopeOrName}/${name}` : scopeOrName }
}

/** @returns what is wrong with one import, or undefined. */
function complaint(file: SourceFile, from: string, specifier: string): string | undefined {
  const area = areas[from]
  const target = resolveImport(file.path, specifier)
  if (target.kind === 'package') {
    const allowed = area?.packages === undefined || area.packages.includes(target.name) || isTest(file.path)
    return allowed ? undefined : `${from} may not import the package ${target.name}: ${area.instead}`
  }
  const to = areaOf(target.path)
  if (to === undefined) return `${specifier} leads to no area of scripts/import-rule.ts: give its folder a line`
  if (to === from || area?.may.includes(to) || (isTest(file.path) && testsMay.includes(to))) return undefined
  return `${from} may not import ${to} (${specifier}): ${area?.instead}`
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path)
}

/** Checks files against the table. */
export function checkImports(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const from = areaOf(file.path)
    if (from === undefined)
      return [
        { path: file.path, line: 1, message: 'belongs to no area of scripts/import-rule.ts: give its folder a line' },
      ]
    return parseImports(file.text).flatMap(({ specifier, line }) => {
      const message = complaint(file, from, specifier)
      return message === undefined ? [] : [{ path: file.path, line, message }]
    })
  })
}
