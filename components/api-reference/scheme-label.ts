import type { DescribedScheme } from '#contract/openapi.ts'

/** The header field, or the kind of authorization, that a credential travels in. */
export function schemeLabel(name: string, scheme: DescribedScheme | undefined): string {
  if (scheme?.type === 'http') return scheme.scheme === 'basic' ? 'Authorization: Basic' : 'Authorization: Bearer'
  return scheme?.name ?? name
}
