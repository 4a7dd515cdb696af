import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runCommand } from './run-command.ts'
import type { Stage } from './stages.ts'
import { selectStages } from './stages.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import type { Counts } from './test-counts.ts'
import { addCounts, closingLine, noTests, readReport } from './test-counts.ts'
import type { TestFailure } from './test-failures.ts'
import { failuresText } from './test-failures.ts'

/*
 * npm test [-- STAGE…] [--verbose]
 * Runs the stages in order and stops at the first that fails, with its output. The last line on stdout counts tests;
 * a stage that fails without a failed test counts as one.
 */

interface StageResult {
  ok: boolean
  counts: Counts
  failures: readonly TestFailure[]
  output: string
}

const filesOfTests = temporaryDirectory()

async function runStage(stage: Stage, report: string, echo: boolean): Promise<StageResult> {
  let output = ''
  try {
    stage.needs?.()
  } catch (error) {
    return {
      ok: false,
      counts: noTests,
      failures: [],
      output: `${error instanceof Error ? error.message : String(error)}\n`,
    }
  }
  for (const command of stage.commands) {
    const words = command.map((word) => word.replace('{report}', report))
    const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: report, TMPDIR: filesOfTests }
    const result = await runCommand(words, { limitMs: stage.limitMs, echo, env })
    output += result.output
    if (!result.ok) return { ok: false, output, ...readReport(report) }
  }
  return { ok: true, output, ...readReport(report) }
}

function stageLine(stage: Stage, { ok, counts }: StageResult, durationMs: number): string {
  const tests = stage.hasReport ? `  ${closingLine(counts)}` : ''
  return `${ok ? 'ok  ' : 'FAIL'}  ${stage.name.padEnd(8)}${(durationMs / 1000).toFixed(1).padStart(6)} s  ${stage.says}${tests}\n`
}

/** @returns true when all stages passed. */
async function runStages(stages: readonly Stage[], folder: string, echo: boolean): Promise<boolean> {
  let total = noTests
  for (const stage of stages) {
    const startedAt = performance.now()
    const result = await runStage(stage, join(folder, `${stage.name}.json`), echo)
    if ((!result.ok || stage.isTold === true) && !echo) process.stdout.write(result.output)
    process.stdout.write(failuresText(result.failures))
    process.stdout.write(stageLine(stage, result, performance.now() - startedAt))
    total = addCounts(total, result.counts)
    if (!result.ok) {
      const failed = Math.max(total.failed, 1)
      process.stdout.write(`${closingLine({ ...total, failed })}\n`)
      return false
    }
  }
  process.stdout.write(`${closingLine(total)}\n`)
  return true
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: 'boolean', default: false } },
})
const selection = selectStages(positionals)
if (!selection.ok) {
  process.stderr.write(`${selection.reason}\n`)
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'vigie-report-'))
try {
  process.exitCode = (await runStages(selection.stages, folder, values.verbose)) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
