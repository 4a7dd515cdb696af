import type { ConfigField } from './kind-form.ts'

export type SourceConfig = Readonly<Record<string, unknown>>

export function textOf(config: SourceConfig, name: string, otherwise: string): string {
  const value = config[name]
  return typeof value === 'string' && value !== '' ? value : otherwise
}

/** The form's name for a setting. */
export function configInput(name: string): string {
  return `config.${name}`
}

/** What a form says about the settings; what is left empty is left out, and JSON that cannot be read is sent as its text. */
export function configFrom(form: FormData, fields: readonly ConfigField[]): Record<string, unknown> {
  const config: Record<string, unknown> = {}
  for (const { name, type } of fields) {
    const value = form.get(configInput(name))
    if (type === 'check') config[name] = value !== null
    else if (typeof value === 'string' && value.trim() !== '')
      config[name] = type === 'json' || type === 'number' ? parsed(value) : value.trim()
  }
  return config
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
