import { useTranslations } from 'next-intl'
import { CodePanel } from './code-panel.tsx'
import type { Entry } from './operations-of.ts'

/** What an operation looks like: how it is called, and the first answer that it gives. */
export function OperationCode({ entry }: { entry: Entry }) {
  const t = useTranslations('apiReference')
  const [status, answer] = Object.entries(entry.responses).find(([, { content }]) => content !== undefined) ?? []
  const [example] = Object.values(Object.values(answer?.content ?? {})[0]?.examples ?? {})
  return (
    <div className="grid min-w-0 content-start gap-3 side:sticky side:top-16 side:self-start">
      {entry['x-codeSamples'].map(({ label, source }) => (
        <CodePanel key={label} title={label} code={source} />
      ))}
      {status !== undefined && example && !status.startsWith('4') && (
        <CodePanel title={t('answer', { status })} code={textOf(example.value)} />
      )}
    </div>
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
