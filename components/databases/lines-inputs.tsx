'use client'

import { useTranslations } from 'next-intl'
import type { TableMapping } from '#contract/database.ts'
import { SelectField, TextField } from '#components/ui/field.tsx'
import { DataInputs } from './data-inputs.tsx'
import { linesFor } from './lines-for.ts'
import { MatchInputs } from './match-inputs.tsx'
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
            match={lines.match}
            table={table}
            lineTable={lineTable}
            at={(...path) => at('lines', 'match', ...path)}
            onChange={(match) => {
              change({ ...lines, match })
            }}
          />
          <div className="tablet:max-w-60">
            <TextField
              label={t('linesAs')}
              error={at('lines', 'as')}
              value={lines.as}
              autoCapitalize="none"
              onChange={(event) => {
                change({ ...lines, as: event.currentTarget.value })
              }}
            />
          </div>
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
