import { MemberList } from './member-list.tsx'
import type { Variant } from './members.ts'
import { Inline } from './prose.tsx'

interface VariantsProps {
  label: string
  variants: readonly Variant[]
  marks: 'required' | 'optional'
}

/** A body's forms: members of the only one, or each under its type. */
export function Variants({ label, variants, marks }: VariantsProps) {
  const [only, ...others] = variants
  if (only && others.length === 0)
    return only.lines.length > 0 && <MemberList label={label} lines={only.lines} marks={marks} />
  return (
    <div className="grid gap-3">
      {variants.map(({ type, description, lines }, index) => {
        const isTold = variants.slice(0, index).some((before) => type.startsWith(before.type))
        return (
          <div key={`${type} ${description ?? ''}`}>
            <p className="pb-1.5">
              <code className="font-mono text-12 font-strong wrap-anywhere">{type}</code>
              {description !== undefined && (
                <span className="ml-2 text-ink-muted" lang="en">
                  <Inline text={description} />
                </span>
              )}
            </p>
            {lines.length > 0 && !isTold && <MemberList label={`${label}, ${type}`} lines={lines} marks={marks} />}
          </div>
        )
      })}
    </div>
  )
}
