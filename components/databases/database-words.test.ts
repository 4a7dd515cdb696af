import { describe, expect, test } from 'vitest'
import { capturePhaseSchema } from '#contract/capture-state.ts'
import { databaseProblemSchema, planSchema } from '#contract/database.ts'
import en from '../../messages/en.json' with { type: 'json' }
import fr from '../../messages/fr.json' with { type: 'json' }

const reasons = planSchema.shape.statements.element.shape.why.options

describe.each([
  ['English', en],
  ['French', fr],
])('in %s', (_language, { databases, capture }) => {
  test('every problem has its own heading, and a sentence that says what to do', () => {
    expect(Object.keys(databases.problems).toSorted()).toEqual(databaseProblemSchema.options.toSorted())
    const headings = Object.values(databases.problems).map(({ title }) => title)
    expect(new Set(headings).size).toBe(headings.length)
    expect(Object.values(databases.problems).filter(({ todo }) => !/^\p{Lu}.{15,}\.?$/u.test(todo))).toEqual([])
  })

  test('every phase of a capture and every reason of a statement has its words', () => {
    expect(Object.keys(capture.phases).toSorted()).toEqual(capturePhaseSchema.options.toSorted())
    expect(Object.keys(databases.plan.why).toSorted()).toEqual(reasons.toSorted())
  })
})
