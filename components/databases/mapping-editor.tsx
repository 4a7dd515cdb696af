'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { InspectedTable, TableMapping } from '#contract/database.ts'
import { Segment } from '#components/shell/segment.tsx'
import { ConditionInputs } from './condition-inputs.tsx'
import { DataInputs } from './data-inputs.tsx'
import { LinesInputs } from './lines-inputs.tsx'
import { MappingInputs } from './mapping-inputs.tsx'
import { MappingJson } from './mapping-json.tsx'
import type { WrongAt } from './pointer.ts'

export interface MappingEditorProps {
  mapping: TableMapping
  table: InspectedTable
  others: readonly InspectedTable[]
  /** What is wrong at a place of this mapping. */
  at: WrongAt
  onChange: (mapping: TableMapping) => void
}

/** A mapping in words, or as the JSON that it is. */
export function MappingEditor(props: MappingEditorProps) {
  const t = useTranslations('databases.meaning')
  const [form, setForm] = useState<'words' | 'json'>('words')
  const { mapping, table, others, at, onChange } = props
  return (
    <div className="grid gap-5">
      <div>
        <Segment
          label={t('form')}
          value={form}
          options={[
            { value: 'words', label: t('inWords') },
            { value: 'json', label: t('asJson') },
          ]}
          onChange={setForm}
        />
      </div>
      {form === 'json' ? (
        <MappingJson mapping={mapping} onChange={onChange} />
      ) : (
        <>
          <MappingInputs {...props} />
          <ConditionInputs
            conditions={mapping.when}
            table={table}
            at={(...path) => at('when', ...path)}
            onChange={(when) => {
              onChange({ ...mapping, when })
            }}
          />
          <DataInputs
            title={t('says')}
            data={mapping.data}
            table={table}
            hasBefore={mapping.on.includes('update')}
            at={(...path) => at('data', ...path)}
            onChange={(data) => {
              onChange({ ...mapping, data })
            }}
          />
          {others.length > 0 && <LinesInputs {...props} />}
        </>
      )}
    </div>
  )
}
