import type { SnippetTarget } from './signed-curl.ts'

export interface CodeSnippet {
  /** Also the key of its words in the catalogue. */
  name: 'page' | 'browser' | 'node'
  code: string
}

/** What goes into a page or a program that is tracked: our tracker, and Segment's own clients. */
export function trackingSnippets({ origin, source: { secret } }: SnippetTarget): CodeSnippet[] {
  const key = secret ?? ''
  return [
    { name: 'page', code: `<script defer src="${new URL('/vigie.js', origin).href}" data-key="${key}"></script>` },
    {
      name: 'browser',
      code: [
        "import { AnalyticsBrowser } from '@segment/analytics-next'",
        '',
        'const analytics = AnalyticsBrowser.load(',
        `  { writeKey: '${key}', cdnURL: '${origin}' },`,
        `  { integrations: { 'Segment.io': { apiHost: '${hostOf(origin)}/v1', protocol: '${protocolOf(origin)}' } } },`,
        ')',
      ].join('\n'),
    },
    {
      name: 'node',
      code: [
        "import { Analytics } from '@segment/analytics-node'",
        '',
        `const analytics = new Analytics({ writeKey: '${key}', host: '${origin}' })`,
      ].join('\n'),
    },
  ]
}

function hostOf(origin: string): string {
  return new URL(origin).host
}

function protocolOf(origin: string): string {
  return new URL(origin).protocol.replace(':', '')
}
