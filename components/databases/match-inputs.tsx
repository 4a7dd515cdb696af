'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { InspectedTable } from '#contract/database.ts'
import { control } from '#components/ui/field.tsx'
import { ColumnOptions } from './column-options.tsx'
import type { Pair } from './edit-match.ts'
import { addPair, isRepeated, matchOf, pairsOf } from './edit-match.ts'
import type { WrongAt } from './pointer.ts'
import { EditedRow, RowEditor } from './row-editor.tsx'

interface MatchInputsProps {
  match: Readonly<Record<string, string>>
  table: InspectedTable
  lineTable: InspectedTable
  at: WrongAt
  onChange: (match: Record<string, string>) => void
}

/** Which columns of a line refer to which columns of its row. */
export function MatchInputs({ match, table, lineTable, at, onChange }: MatchInputsProps) {
  const t = useTranslations('databases.meaning')
  // Two pairs may name the same column while they are edited: the mapping has only the first.
  const [pairs, setPairs] = useState<readonly Pair[]>(() => pairsOf(match))
  const change = (next: readonly Pair[]): void => {
    setPairs(next)
    onChange(matchOf(next))
  }
  return (
    <RowEditor
      title={t('match')}
      hint={t('matchHint')}
      addLabel={t('addMatch')}
      onAdd={() => {
        change(addPair(pairs, { table, lineTable }))
      }}
    >
      {pairs.map((pair, index) => (
        <EditedRow
          // oxlint-disable-next-line react/no-array-index-key -- two pairs may be alike while they are edited
          key={index}
          removeLabel={t('removeMatch', { column: pair.line })}
          error={isRepeated(pairs, index) ? t('matchTwice', { column: pair.line }) : at(pair.line)}
          onRemove={() => {
            change(pairs.toSpliced(index, 1))
          }}
        >
          <ColumnSelect
            label={t('lineColumn', { table: lineTable.table })}
            table={lineTable}
            column={pair.line}
            onChange={(line) => {
              change(pairs.with(index, { ...pair, line }))
            }}
          />
          <span aria-hidden="true" className="text-12 whitespace-nowrap text-ink-faint max-tablet:hidden">
            {t('refersTo')}
          </span>
          <ColumnSelect
            label={t('rowColumn', { table: table.table })}
            table={table}
            column={pair.row}
            onChange={(row) => {
              change(pairs.with(index, { ...pair, row }))
            }}
          />
        </EditedRow>
      ))}
    </RowEditor>
  )
}

interface ColumnSelectProps {
  label: string
  table: InspectedTable
  column: string
  onChange: (column: string) => void
}

function ColumnSelect({ label, table, column, onChange }: ColumnSelectProps) {
  return (
    <select
      aria-label={label}
      value={column}
      onChange={(event) => {
        onChange(event.currentTarget.value)
      }}
      className={control}
    >
      <ColumnOptions columns={table.columns} chosen={column} />
    </select>
  )
}
