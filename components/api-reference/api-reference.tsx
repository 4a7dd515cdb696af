import type { ApiDocument } from '#contract/openapi.ts'
import { MinorOperations } from './minor-operations.tsx'
import { OperationSection } from './operation-section.tsx'
import { groupByTag, tagAnchor } from './operations-of.ts'
import { Preamble } from './preamble.tsx'
import { Inline } from './prose.tsx'
import { ReferenceIndex } from './reference-index.tsx'

interface ApiReferenceProps {
  document: ApiDocument
  /** Where the reader reaches this installation. */
  origin: string
}

/** The whole API on one page, so that the browser's own search finds everything. */
export function ApiReference({ document, origin }: ApiReferenceProps) {
  const groups = groupByTag(document)
  return (
    <div className="flex min-w-0 flex-1">
      <ReferenceIndex groups={groups} />
      <div className="min-w-0 flex-1 px-4 tablet:px-8">
        <Preamble document={document} origin={origin} />
        {groups.map(({ name, description, entries, minor }) => (
          <section
            key={name}
            aria-labelledby={`${tagAnchor(name)}-title`}
            id={tagAnchor(name)}
            className="scroll-mt-13 border-t border-line-strong pt-8"
          >
            <header className="max-w-[72ch] pb-6" lang="en">
              <h2 id={`${tagAnchor(name)}-title`} className="text-24 font-title tracking-[-0.02em]">
                {name}
              </h2>
              <p className="mt-1 text-ink-muted">
                <Inline text={description} />
              </p>
            </header>
            {entries.map((entry) => (
              <OperationSection key={entry.operationId} entry={entry} components={document.components} />
            ))}
            {minor.length > 0 && <MinorOperations entries={minor} />}
          </section>
        ))}
      </div>
    </div>
  )
}
