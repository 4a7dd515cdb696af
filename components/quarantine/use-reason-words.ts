'use client'

import { useTranslations } from 'next-intl'
import type { QuarantinedRequest } from '#contract/quarantine.ts'

const known = {
  'malformed-json': 'malformedJson',
  'invalid-signature': 'invalidSignature',
  'missing-signature': 'missingSignature',
  'timestamp-out-of-range': 'timestampOutOfRange',
  'invalid-event': 'invalidEvent',
  'invalid-request': 'invalidEvent',
  forbidden: 'forbidden',
  'too-deep': 'tooDeep',
  'too-many-events': 'tooManyEvents',
} as const

function isKnown(code: string): code is keyof typeof known {
  return Object.hasOwn(known, code)
}

/** Why a request could not be taken, in the reader's language where it has words, else in the server's. */
export function useReasonWords(): (request: Pick<QuarantinedRequest, 'code' | 'detail'>) => string {
  const t = useTranslations('quarantine.reason')
  return ({ code, detail }) => (isKnown(code) ? t(known[code]) : detail)
}
