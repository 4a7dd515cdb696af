import { readFileSync } from 'node:fs'
import * as z from 'zod'
import type { TestFailure } from './test-failures.ts'
import { failuresOf } from './test-failures.ts'

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

export const noTests: Counts = { passed: 0, failed: 0, skipped: 0 }

const vitestReportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
})

const playwrightReportSchema = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
})

/** Reads the JSON report of Vitest or Playwright. */
export function parseReport(json: unknown): Counts {
  const vitest = vitestReportSchema.safeParse(json)
  if (vitest.success) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = vitest.data
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
  }
  const { expected, unexpected, flaky, skipped } = playwrightReportSchema.parse(json).stats
  return { passed: expected, failed: unexpected + flaky, skipped }
}

/** @returns what a report says; nothing when the run ended before it wrote one. */
export function readReport(path: string): { counts: Counts; failures: readonly TestFailure[] } {
  try {
    const report: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return { counts: parseReport(report), failures: failuresOf(report) }
  } catch {
    return { counts: noTests, failures: [] }
  }
}

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** The line that machines read: alone, last, plain. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
