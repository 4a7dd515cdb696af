'use client'

import { useLocale, useTranslations } from 'next-intl'
import type { MappingCondition, TableMapping } from '#contract/database.ts'
import { textOfCondition } from './edit-mapping.ts'

/** A sentence names no more values than one reads. */
const valuesSaid = 3

/** A mapping as a sentence: `New rows become order.placed, about order/{order_id}, at the time in placed_at`. */
export function useMappingWords(): (mapping: TableMapping) => string {
  const t = useTranslations('databases.meaning')
  const locale = useLocale()
  const conditionWords = (condition: MappingCondition): string => {
    const { column, is } = condition
    if (is !== 'one-of' || condition.values.length <= valuesSaid) {
      return t(`conditionWords.${is}`, { column, value: textOfCondition(condition) })
    }
    const value = condition.values.slice(0, valuesSaid).join(', ')
    return t('oneOfMany', { column, value, more: condition.values.length - valuesSaid })
  }
  return ({ on, type, subject, occurredAt, when, lines }) => {
    const list = new Intl.ListFormat(locale, { type: 'conjunction' })
    const changes = list.format(on.map((each) => t(`changes.${each}`)))
    const sentence = [
      t('becomes', { changes, type }),
      ...(subject === undefined ? [] : [t('about', { subject })]),
      ...(occurredAt === undefined ? [] : [t('timeIn', { column: occurredAt })]),
      ...(lines === undefined ? [] : [t('withLines', { table: lines.table })]),
      ...(when.length === 0 ? [] : [t('onlyIf', { conditions: list.format(when.map(conditionWords)) })]),
    ].join(', ')
    return sentence.charAt(0).toLocaleUpperCase(locale) + sentence.slice(1)
  }
}
