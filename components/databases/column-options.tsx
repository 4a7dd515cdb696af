'use client'

import { useTranslations } from 'next-intl'
import type { InspectedTable } from '#contract/database.ts'

interface ColumnOptionsProps {
  columns: InspectedTable['columns']
  /** One that is no longer there stays in sight until another is chosen. */
  chosen: string
  withTypes?: boolean
}

/** The columns of a table, to choose one of them. */
export function ColumnOptions({ columns, chosen, withTypes = false }: ColumnOptionsProps) {
  const t = useTranslations('databases.meaning')
  const isGone = chosen !== '' && columns.every(({ name }) => name !== chosen)
  return (
    <>
      {isGone && <option value={chosen}>{t('columnGone', { column: chosen })}</option>}
      {columns.map(({ name, type }) => (
        <option key={name} value={name}>
          {withTypes ? `${name} (${type})` : name}
        </option>
      ))}
    </>
  )
}
