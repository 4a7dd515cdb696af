import { describe, expect, test } from 'vitest'
import { selectStages } from './stages.ts'
import { addCounts, closingLine, parseReport } from './test-counts.ts'

describe('counts', () => {
  test('of Vitest: pending and todo are skipped', () => {
    const report = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, success: false }
    expect(parseReport(report)).toEqual({ passed: 3, failed: 1, skipped: 3 })
  })

  test('of Playwright: a test that needed luck has failed', () => {
    const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2, duration: 1 } }
    expect(parseReport(report)).toEqual({ passed: 5, failed: 2, skipped: 2 })
  })

  test('add up in the closing line', () => {
    const total = addCounts({ passed: 1, failed: 0, skipped: 2 }, { passed: 3, failed: 1, skipped: 0 })
    expect(closingLine(total)).toBe('4 passed, 1 failed, 2 skipped')
  })
})

describe('stages', () => {
  const names = (...wanted: string[]): string[] => {
    const selection = selectStages(wanted)
    return selection.ok ? selection.stages.map((stage) => stage.name) : [selection.reason]
  }

  test('run in their own order, whatever the order of the arguments', () => {
    expect(names('pg', 'unit')).toEqual(['unit', 'pg'])
    expect(names()).toEqual(['format', 'types', 'lint', 'audit', 'unit', 'pg', 'fault', 'browser'])
  })

  test('check is what needs neither database nor browser', () => {
    expect(names('check')).toEqual(['format', 'types', 'lint', 'unit'])
  })

  test('an unknown one is refused with the known ones', () => {
    expect(names('lnit')[0]).toMatch(/no stage lnit.*format, types/)
  })
})
