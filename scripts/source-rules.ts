import type { SourceFile, Violation } from './import-rule.ts'
import { isTest, parseImports } from './import-rule.ts'

/*
 * Rules of the house about source files that the linter cannot say.
 */

const vagueNames = /(?:^|[-/.])(?:utils?|helpers?|common|managers?|misc)(?:[-/.]|$)/
const knownExtensions = /\.(?:tsx?|css|json|woff2|svg|png)$/
const mayReadEnvironment =
  /^(?:server\/env\.ts|app\/env\.ts|demo\/company\.ts|(?:cli|scripts|e2e|bench|server\/testing)\/.*|(?:next|playwright|vitest)\.config\.[jt]s|instrumentation\.ts|.*\.test\.ts)$/

interface Rule {
  appliesTo: (path: string) => boolean
  pattern: RegExp
  message: string
}

const everywhere = (): boolean => true
const isAnyTest = (path: string): boolean => isTest(path) || path.endsWith('.spec.ts')

const textRules: readonly Rule[] = [
  {
    appliesTo: everywhere,
    pattern: /^export (?:type )?(?:\*|\{[^}]*\})(?: as \w+)? from /gm,
    message: 'is a barrel: import from the file that defines it',
  },
  {
    appliesTo: (path) => !mayReadEnvironment.test(path),
    pattern: /\bprocess\.env\b/g,
    message: 'reads process.env: server/env.ts and app/env.ts do, and hand values on',
  },
  {
    appliesTo: isAnyTest,
    pattern: /\.waitForTimeout\(|from 'node:timers\/promises'|\bsleep\(/g,
    message: 'sleeps: wait on a position, a telemetry event or a state of the page',
  },
  {
    appliesTo: (path) => path !== 'components/ui/link.tsx',
    pattern: / from 'next\/link'/g,
    message: 'asks ahead for all that it leads to: take the link of components/ui/link.tsx',
  },
]

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

function checkText({ path, text }: SourceFile): Violation[] {
  return textRules
    .filter((rule) => rule.appliesTo(path))
    .flatMap(({ pattern, message }) =>
      [...text.matchAll(pattern)].map((match) => ({ path, line: lineAt(text, match.index), message })),
    )
}

function checkExtensions({ path, text }: SourceFile): Violation[] {
  return parseImports(text)
    .filter(({ specifier }) => /^[.#]/.test(specifier) && !knownExtensions.test(specifier))
    .map(({ specifier, line }) => ({ path, line, message: `imports ${specifier} without its extension` }))
}

function checkName({ path }: SourceFile): Violation[] {
  return vagueNames.test(path)
    ? [{ path, line: 1, message: 'has a name that says nothing: name the noun or the verb' }]
    : []
}

/** Checks files against the rules of the house. */
export function checkSources(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => [...checkName(file), ...checkText(file), ...checkExtensions(file)])
}
