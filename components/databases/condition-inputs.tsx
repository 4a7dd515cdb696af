'use client'

import { useTranslations } from 'next-intl'
import type { InspectedTable, MappingCondition } from '#contract/database.ts'
import { control } from '#components/ui/field.tsx'
import { ColumnOptions } from './column-options.tsx'
import { conditionOf, textOfCondition } from './edit-mapping.ts'
import type { WrongAt } from './pointer.ts'
import { EditedRow, RowEditor } from './row-editor.tsx'

const kinds: readonly MappingCondition['is'][] = ['equal', 'not-equal', 'one-of', 'null', 'not-null', 'changed']

interface ConditionInputsProps {
  conditions: readonly MappingCondition[]
  table: InspectedTable
  at: WrongAt
  onChange: (conditions: MappingCondition[]) => void
}

/** What must be true of a row, so that it becomes this event. */
export function ConditionInputs({ conditions, table, at, onChange }: ConditionInputsProps) {
  const t = useTranslations('databases.meaning')
  const typeOf = (column: string): string => table.columns.find(({ name }) => name === column)?.type ?? ''
  const first = table.columns[0]?.name ?? ''
  return (
    <RowEditor
      title={t('conditions')}
      hint={conditions.length === 0 ? t('always') : t('allTrue')}
      addLabel={t('addCondition')}
      onAdd={() => {
        onChange([...conditions, { column: first, is: 'not-null' }])
      }}
    >
      {conditions.map((condition, index) => (
        <EditedRow
          // What was typed belongs to its place until the list grows or shrinks.
          // oxlint-disable-next-line react/no-array-index-key -- two conditions may be alike
          key={`${conditions.length} ${index}`}
          removeLabel={t('removeCondition', { column: condition.column })}
          error={at(index)}
          onRemove={() => {
            onChange(conditions.toSpliced(index, 1))
          }}
        >
          <ConditionFields
            condition={condition}
            table={table}
            onChange={(changed) => {
              onChange(conditions.with(index, conditionOf(changed, typeOf(changed.column))))
            }}
          />
        </EditedRow>
      ))}
    </RowEditor>
  )
}

interface ConditionFieldsProps {
  condition: MappingCondition
  table: InspectedTable
  onChange: (changed: { column: string; is: MappingCondition['is']; text: string }) => void
}

function ConditionFields({ condition, table, onChange }: ConditionFieldsProps) {
  const t = useTranslations('databases.meaning')
  const { column, is } = condition
  const text = textOfCondition(condition)
  return (
    <>
      <select
        aria-label={t('conditionColumn')}
        value={column}
        onChange={(event) => {
          onChange({ column: event.currentTarget.value, is, text })
        }}
        className={control}
      >
        <ColumnOptions columns={table.columns} chosen={column} />
      </select>
      <select
        aria-label={t('conditionIs', { column })}
        value={is}
        onChange={(event) => {
          onChange({ column, is: kinds.find((kind) => kind === event.currentTarget.value) ?? is, text })
        }}
        className={control}
      >
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`conditionKinds.${kind}`)}
          </option>
        ))}
      </select>
      {(is === 'equal' || is === 'not-equal' || is === 'one-of') && (
        <input
          aria-label={t('conditionValue', { column })}
          defaultValue={text}
          onChange={(event) => {
            onChange({ column, is, text: event.currentTarget.value })
          }}
          className={control}
        />
      )}
    </>
  )
}
