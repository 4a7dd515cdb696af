import { stripVTControlCharacters } from 'node:util'
import * as z from 'zod'

export interface TestFailure {
  /** Its file and the titles around it, outermost first. */
  test: string
  /** Plain text, without colours. */
  errors: readonly string[]
}

/** What is enough to see what was expected and what came. */
const linesShown = 16

const vitestReportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().optional(),
      status: z.string(),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
})

const resultSchema = z.object({ errors: z.array(z.object({ message: z.string().optional() })) })
const specSchema = z.object({
  title: z.string(),
  file: z.string(),
  ok: z.boolean(),
  tests: z.array(z.object({ results: z.array(resultSchema) })),
})
const suiteSchema = z.object({
  specs: z.array(specSchema).optional(),
  get suites() {
    return z.array(suiteSchema).optional()
  },
})
const playwrightReportSchema = z.object({ suites: z.array(suiteSchema) })

type Suite = z.infer<typeof suiteSchema>

function failuresOfSuite({ specs = [], suites = [] }: Suite): TestFailure[] {
  const failed = specs.filter((spec) => !spec.ok)
  const own = failed.map(({ file, title, tests }) => ({
    test: `${file} › ${title}`,
    errors: tests.flatMap(({ results }) =>
      results.flatMap(({ errors }) => errors.map(({ message = '' }) => plain(message))),
    ),
  }))
  return [...own, ...suites.flatMap(failuresOfSuite)]
}

function plain(message: string): string {
  return stripVTControlCharacters(message).split('\n').slice(0, linesShown).join('\n').trimEnd()
}

/** Reads the JSON report of Vitest or Playwright. */
export function failuresOf(report: unknown): TestFailure[] {
  const vitest = vitestReportSchema.safeParse(report)
  if (!vitest.success) return playwrightReportSchema.parse(report).suites.flatMap(failuresOfSuite)
  return vitest.data.testResults.flatMap(({ name, message = '', status, assertionResults }) => {
    const failed = assertionResults.filter((result) => result.status === 'failed')
    if (failed.length === 0 && status === 'failed') return [{ test: name, errors: [plain(message)] }]
    return failed.map(({ fullName, failureMessages }) => ({
      test: `${name} › ${fullName}`,
      errors: (failureMessages ?? []).map(plain),
    }))
  })
}

/** Ends the output of a stage that has failed, so that whoever sees only the end of it sees why. */
export function failuresText(failures: readonly TestFailure[]): string {
  return failures.map(({ test, errors }) => `\n${test}\n${errors.join('\n').replaceAll(/^(?=.)/gm, '  ')}\n`).join('')
}
