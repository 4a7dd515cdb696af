import { useTranslations } from 'next-intl'
import { CodePanel } from './code-panel.tsx'
import type { Entry } from './operations-of.ts'

/** What an operation looks like: how it is called, and what it answers. */
export function OperationCode({ entry }: { entry: Entry }) {
  const t = useTranslations('apiReference')
  const successes = Object.entries(entry.responses).filter(([status, { content }]) => status.startsWith('2') && content)
  // The last of several is what the operation is for: before it stands the answer to a probe.
  const [status, answer] = successes.at(-1) ?? []
  const [example] = Object.values(Object.values(answer?.content ?? {})[0]?.examples ?? {})
  return (
    <div className="grid min-w-0 content-start gap-3 side:sticky side:top-16 side:self-start">
      {entry['x-codeSamples'].map(({ label, source }) => (
        <CodePanel key={label} title={label} code={source} />
      ))}
      {status !== undefined && example && <CodePanel title={t('answer', { status })} code={textOf(example.value)} />}
    </div>
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
