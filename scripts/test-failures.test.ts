import { expect, test } from 'vitest'
import { failuresOf, failuresText } from './test-failures.ts'

test('of Playwright: those of every depth, with what each said, without colours', () => {
  const failed = { results: [{ errors: [{ message: '\u001B[31mExpected 1\u001B[39m' }, { message: 'Left open' }] }] }
  const spec = { title: 'counts', file: 'wall.spec.ts', ok: false, tests: [failed] }
  const fine = { ...spec, ok: true, tests: [{ results: [{ errors: [] }] }] }
  expect(failuresOf({ suites: [{ specs: [fine], suites: [{ specs: [spec] }] }] })).toEqual([
    { test: 'wall.spec.ts › counts', errors: ['Expected 1', 'Left open'] },
  ])
})

test('of Vitest: those that failed, and files that could not be loaded', () => {
  const passed = { status: 'passed', fullName: 'adds', failureMessages: [] }
  const failed = { status: 'failed', fullName: 'divides', failureMessages: ['by zero'] }
  const report = {
    testResults: [
      { name: 'a.test.ts', status: 'failed', message: '', assertionResults: [passed, failed] },
      { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      { name: 'c.test.ts', status: 'passed', message: '', assertionResults: [passed] },
    ],
  }
  expect(failuresOf(report)).toEqual([
    { test: 'a.test.ts › divides', errors: ['by zero'] },
    { test: 'b.test.ts', errors: ['no such module'] },
  ])
})

test('are written one after the other, with the first lines of what each said', () => {
  const long = Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n')
  const [failure] = failuresOf({
    testResults: [{ name: 'a.test.ts', status: 'failed', message: long, assertionResults: [] }],
  })
  expect(failuresText(failure ? [failure, { test: 'b', errors: ['x'] }] : [])).toMatch(
    /^\na\.test\.ts\n {2}line 0\n[^]* {2}line 15\n\nb\n {2}x\n$/,
  )
})
