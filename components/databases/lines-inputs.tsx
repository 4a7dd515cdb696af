'use client'

import { useTranslations } from 'next-intl'
import type { InspectedTable, TableMapping } from '#contract/database.ts'
import { SelectField, TextField } from '#components/ui/field.tsx'
import { DataInputs } from './data-inputs.tsx'
import { linesFor } from './lines-for.ts'
import type { MappingEditorProps } from './mapping-editor.tsx'

type Lines = NonNullable<TableMapping['lines']>

/** Rows of another table that belong to the event, such as the lines of an order. */
export function LinesInputs({ mapping, table, others, at, onChange }: MappingEditorProps) {
  const t = useTranslations('databases.meaning')
  const { lines, ...without } = mapping
  const lineTable = others.find((each) => each.table === lines?.table)
  const change = (next: Lines): void => {
    onChange({ ...without, lines: next })
  }
  return (
    <div className="grid gap-3">
      <SelectField
        label={t('lines')}
        hint={t('linesHint')}
        error={at('lines', 'table')}
        value={lines?.table ?? ''}
        options={[
          { value: '', label: t('noLines') },
          ...others.map((each) => ({ value: each.table, label: each.table })),
        ]}
        onChange={(event) => {
          const chosen = others.find((each) => each.table === event.currentTarget.value)
          if (chosen === undefined) onChange(without)
          else change(linesFor(table, chosen))
        }}
      />
      {lines !== undefined && lineTable !== undefined && (
        <div key={lines.table} className="grid gap-3">
          <MatchInputs
            lines={lines}
            table={table}
            lineTable={lineTable}
            error={at('lines', 'match')}
            onChange={change}
          />
          <DataInputs
            title={t('eachLine')}
            data={lines.data}
            table={lineTable}
            at={(...path) => at('lines', 'data', ...path)}
            onChange={(data) => {
              change({ ...lines, data })
            }}
          />
        </div>
      )}
    </div>
  )
}

interface MatchInputsProps {
  lines: Lines
  table: InspectedTable
  lineTable: InspectedTable
  error: string | undefined
  onChange: (lines: Lines) => void
}

/** Which column of a line refers to which column of its row. More than one pair is written as JSON. */
function MatchInputs({ lines, table, lineTable, error, onChange }: MatchInputsProps) {
  const t = useTranslations('databases.meaning')
  const [[ofLine, ofRow] = ['', ''], ...more] = Object.entries(lines.match)
  const columnsOf = ({ columns }: InspectedTable) => columns.map(({ name }) => ({ value: name, label: name }))
  const change = (line: string, row: string): void => {
    onChange({ ...lines, match: { ...Object.fromEntries(more), [line]: row } })
  }
  return (
    <div className="grid gap-3 tablet:grid-cols-3">
      <SelectField
        label={t('lineColumn', { table: lineTable.table })}
        error={error}
        value={ofLine}
        options={columnsOf(lineTable)}
        onChange={(event) => {
          change(event.currentTarget.value, ofRow)
        }}
      />
      <SelectField
        label={t('rowColumn', { table: table.table })}
        value={ofRow}
        options={columnsOf(table)}
        onChange={(event) => {
          change(ofLine, event.currentTarget.value)
        }}
      />
      <TextField
        label={t('linesAs')}
        value={lines.as}
        onChange={(event) => {
          onChange({ ...lines, as: event.currentTarget.value })
        }}
      />
    </div>
  )
}
