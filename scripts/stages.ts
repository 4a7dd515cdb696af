import { ensureChromium } from './chromium.ts'

export interface Stage {
  name: string
  says: string
  /** Run one after the other; `{report}` stands for the file that gets the JSON report. */
  commands: ReadonlyArray<readonly string[]>
  /** The last command writes a report with the counts of its tests. */
  hasReport?: boolean
  /** What it prints is shown also where all is well. */
  isTold?: boolean
  /** Throws, with what to do, when the machine lacks something. */
  needs?: () => void
  /** Ends what hangs: several times what it takes on two cores. */
  limitMs: number
}

const minuteMs = 60_000
const vitest = ['vitest', 'run', '--reporter=default', '--reporter=json', '--outputFile.json={report}'] as const

export const stages: readonly Stage[] = [
  { name: 'format', says: 'formatting', commands: [['oxfmt', '--check', '.']], limitMs: 5 * minuteMs },
  {
    name: 'types',
    says: 'types',
    commands: [
      ['next', 'typegen'],
      ['tsc', '-p', '.'],
    ],
    limitMs: 10 * minuteMs,
  },
  { name: 'lint', says: 'lint, with types and the import rule', commands: [['oxlint']], limitMs: 5 * minuteMs },
  {
    name: 'audit',
    says: 'known vulnerabilities of dependencies',
    commands: [['node', 'scripts/audit.ts']],
    isTold: true,
    limitMs: minuteMs,
  },
  {
    name: 'unit',
    says: 'unit tests',
    commands: [[...vitest, '--project=unit']],
    hasReport: true,
    limitMs: 15 * minuteMs,
  },
  {
    name: 'pg',
    says: 'database tests',
    commands: [[...vitest, '--project=pg']],
    hasReport: true,
    limitMs: 25 * minuteMs,
  },
  {
    name: 'fault',
    says: 'fault tests',
    commands: [[...vitest, '--project=fault']],
    hasReport: true,
    limitMs: 30 * minuteMs,
  },
  {
    name: 'browser',
    says: 'browser tests',
    commands: [['playwright', 'test', '--reporter=list,json']],
    hasReport: true,
    needs: () => void ensureChromium(),
    limitMs: 60 * minuteMs,
  },
]

/** `check` is the fast part: what needs neither database nor browser. */
const groups: Readonly<Record<string, readonly string[]>> = {
  check: ['format', 'types', 'lint', 'unit'],
}

export type Selection = { ok: true; stages: readonly Stage[] } | { ok: false; reason: string }

/** Picks stages by name, always in their own order; no name picks all. */
export function selectStages(names: readonly string[]): Selection {
  const wanted = names.flatMap((name) => groups[name] ?? [name])
  const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name))
  if (unknown.length > 0) {
    const known = [...stages.map((stage) => stage.name), ...Object.keys(groups)].join(', ')
    return { ok: false, reason: `There is no stage ${unknown.join(', ')}. The stages are: ${known}` }
  }
  return { ok: true, stages: wanted.length === 0 ? stages : stages.filter((stage) => wanted.includes(stage.name)) }
}
