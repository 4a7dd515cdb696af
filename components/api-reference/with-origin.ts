import type { ApiDocument, DescribedOperation } from '#contract/openapi.ts'

/** The same document with samples that lead to this origin. */
export function withOrigin(document: ApiDocument, origin: string): ApiDocument {
  const stated = document.servers[0]?.url ?? origin
  const lead = (operation: DescribedOperation): DescribedOperation => ({
    ...operation,
    'x-codeSamples': operation['x-codeSamples'].map(({ label, source }) => ({
      label,
      source: source.replaceAll(stated, origin),
    })),
  })
  const paths = Object.entries(document.paths).map(([path, item]) => [
    path,
    Object.fromEntries(Object.entries(item).map(([method, operation]) => [method, lead(operation)])),
  ])
  return { ...document, paths: Object.fromEntries(paths) as ApiDocument['paths'] } // the same entries
}
