import { CodeBlock } from '#components/ui/code-block.tsx'

/** Anything that JSON holds, so that it can be read and taken along. */
export function JsonBlock({ label, value }: { label: string; value: unknown }) {
  return <CodeBlock label={label} code={JSON.stringify(value, null, 2)} />
}
