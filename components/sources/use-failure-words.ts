'use client'

import { useTranslations } from 'next-intl'
import type { PointerError } from '#contract/problem.ts'
import type { RequestFailure } from './send-request.ts'

/** What is wrong with the entry at a pointer such as `#/slug`; undefined when nothing is, or the server says nothing of it. */
export type FieldWords = (pointer: string) => string | undefined

interface FailureWords {
  at: FieldWords
  /** What belongs to no field. */
  general: string | undefined
}

const spoken = ['name', 'kind', 'promiseSeconds', 'silenceSeconds', 'ratePerMinute', 'mode'] as const

/** @param fields the pointers that the form has a place for. */
export function useFailureWords(failure: RequestFailure | null, fields: readonly string[]): FailureWords {
  const t = useTranslations('sources')
  if (failure === null) return { at: () => undefined, general: undefined }
  if (failure.reason === 'unavailable') {
    return { at: () => undefined, general: t('failed.unavailable', { status: failure.status }) }
  }
  if (failure.reason !== 'wrong') return { at: () => undefined, general: t(`failed.${failure.reason}`) }
  const { errors, status, detail } = failure
  const said = ({ pointer, detail: reason }: PointerError): string => {
    if (pointer === '#/slug') return t(slugMessages[status] ?? 'wrong.slug')
    if (pointer === '#/secret' && reason === '') return t('wrong.secretMissing')
    if (pointer === '#/secret' && status === 409) return t('wrong.secretTaken')
    const member = spoken.find((name) => pointer === `#/${name}`)
    return member === undefined ? t('failed.other', { detail: reason }) : t(`wrong.${member}`)
  }
  const at: FieldWords = (pointer) => {
    const error = errors.find((each) => each.pointer === pointer)
    return error && said(error)
  }
  const homeless = errors.find(({ pointer }) => !fields.includes(pointer))
  const general = homeless ? said(homeless) : errors.length === 0 ? t('failed.other', { detail }) : t('failed.wrong')
  return { at, general }
}

const slugMessages: Record<number, 'wrong.slugTaken' | 'wrong.slugOwn'> = {
  409: 'wrong.slugTaken',
  403: 'wrong.slugOwn',
}
