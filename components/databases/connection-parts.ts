/** How the line is kept from being read on its way; `''` = it is not, unless the server insists. */
export type Encryption = '' | 'require' | 'verify-ca' | 'verify-full'

/** A connection as a form asks for it. All of it is text, as it was typed. */
export interface ConnectionParts {
  host: string
  port: string
  database: string
  user: string
  password: string
  encryption: Encryption
  /** Parameters that the form has no field for, as they stand after the question mark. */
  others: string
}

export const noParts: ConnectionParts = {
  host: '',
  port: '',
  database: '',
  user: '',
  password: '',
  encryption: '',
  others: '',
}

const encryptions: Readonly<Record<string, Encryption>> = {
  'no-verify': 'require',
  require: 'require',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
}

/** @returns null for text that is not a connection string. */
export function partsOf(connection: string): ConnectionParts | null {
  const url = parseUrl(connection.trim())
  if (url === null) return null
  try {
    const { encryption, others } = splitParameters(url.search.slice(1))
    return {
      host: url.hostname.replaceAll(/^\[|\]$/g, ''),
      port: url.port,
      database: decodeURIComponent(url.pathname.slice(1)),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      encryption,
      others,
    }
  } catch {
    // A lone % is no escape.
    return null
  }
}

/** The string that the parts make; whatever is typed into a part stays in it. */
export function composeConnection(parts: ConnectionParts): string {
  const { host, port, database, user, password, encryption, others } = parts
  const who = [user, password]
    .filter((each, index) => index === 0 || each !== '')
    .map((each) => encodeURIComponent(each))
  const place = host.includes(':') ? `[${host}]` : encodeURIComponent(host)
  const parameters = [encryption === '' ? '' : `sslmode=${encryption}`, others].filter((each) => each !== '')
  return [
    `postgresql://${who.join(':')}@${place}`,
    port === '' ? '' : `:${encodeURIComponent(port)}`,
    `/${encodeURIComponent(database)}`,
    parameters.length === 0 ? '' : `?${parameters.join('&')}`,
  ].join('')
}

function parseUrl(text: string): URL | null {
  try {
    const url = new URL(text)
    return /^postgres(?:ql)?:$/.test(url.protocol) ? url : null
  } catch {
    return null
  }
}

function splitParameters(search: string): Pick<ConnectionParts, 'encryption' | 'others'> {
  const all = search.split('&').filter((each) => each !== '')
  const mode = all.find((each) => encryptionOf(each) !== undefined)
  const others = all.filter((each) => each !== mode)
  return { encryption: (mode && encryptionOf(mode)) ?? '', others: others.join('&') }
}

function encryptionOf(parameter: string): Encryption | undefined {
  const [name, value = ''] = parameter.split('=')
  return name === 'sslmode' && Object.hasOwn(encryptions, value) ? encryptions[value] : undefined
}
