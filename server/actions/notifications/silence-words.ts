import type { Mail, Recipient } from './notification.ts'
import type { PushMessage } from './push/push-service.ts'
import type { SilenceNotice } from './silence-notices.ts'
import { messageDigest } from './message-digest.ts'
import { onOneLine } from './one-line.ts'

type To = Pick<Recipient, 'address' | 'name' | 'language' | 'preferences'>

const words = {
  en: {
    silent: (name: string) => `Silent source: ${name}`,
    heard: (name: string) => `Source heard again: ${name}`,
    since: (time: string) => `, last heard on ${time}`,
    never: ', which has never sent anything',
    more: (count: number) => ` and ${count} more`,
    open: (url: string) => `Its page: ${url}`,
    openAll: (url: string) => `The sources: ${url}`,
    why: 'You get this because you are on the list of those who are told when a source falls silent.',
  },
  fr: {
    silent: (name: string) => `Source muette\u00a0: ${name}`,
    heard: (name: string) => `Source de nouveau entendue\u00a0: ${name}`,
    since: (time: string) => `, entendue pour la dernière fois le ${time}`,
    never: ', qui n’a encore rien envoyé',
    more: (count: number) => ` et ${count} de plus`,
    open: (url: string) => `Sa page\u00a0: ${url}`,
    openAll: (url: string) => `Les sources\u00a0: ${url}`,
    why: 'Vous recevez ce message car vous êtes sur la liste des personnes prévenues quand une source se tait.',
  },
} as const

/** A message is read on a phone, and a lock screen has room for less. */
const maxMailLines = 30
const maxPushLines = 3

/** @param notices at least one. @param publicUrl null when the installation is not reached from outside. */
export function silenceMail(notices: readonly SilenceNotice[], to: To, publicUrl: string | null): Mail {
  const { open, openAll, why } = words[to.language]
  const url = `${publicUrl ?? ''}${pathOf(notices)}`
  const link = publicUrl === null ? [] : ['', notices.length === 1 ? open(url) : openAll(url)]
  return {
    to: { name: to.name, address: to.address },
    subject: titleOf(notices, to),
    text: [...linesOf(notices, to, maxMailLines), ...link, '', '-- ', why, ''].join('\n'),
    messageId: `<${messageDigest(idsOf(notices), to)}@vigie>`,
  }
}

/** @param notices at least one. */
export function silencePush(notices: readonly SilenceNotice[], to: To): PushMessage {
  const tag = messageDigest(idsOf(notices), to)
  const shown = {
    title: titleOf(notices, to).slice(0, 120),
    body: linesOf(notices, to, maxPushLines)
      .map((line) => line.slice(0, 160))
      .join('\n'),
    path: pathOf(notices),
    tag,
    language: to.language,
  }
  return { payload: JSON.stringify(shown), topic: tag.slice(0, 32) }
}

function titleOf(notices: readonly SilenceNotice[], { language }: To): string {
  const [first, ...others] = silentFirst(notices)
  if (!first) return ''
  const { more, ...of } = words[language]
  return onOneLine(`${of[first.type](first.name)}${others.length === 0 ? '' : more(others.length)}`)
}

function linesOf(notices: readonly SilenceNotice[], to: To, maxLines: number): string[] {
  const { more, since, never, ...of } = words[to.language]
  const { timeZone } = to.preferences
  const time = new Intl.DateTimeFormat(to.language, {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
  })
  const lines = silentFirst(notices).map(({ type, name, lastReceivedAt: at }) => {
    const lastHeard = at === null ? never : since(time.format(at))
    return onOneLine(`${of[type](name)}${type === 'silent' ? lastHeard : ''}`)
  })
  const rest = lines.length - maxLines
  return rest > 0 ? [...lines.slice(0, maxLines), more(rest).trim()] : lines
}

function silentFirst(notices: readonly SilenceNotice[]): SilenceNotice[] {
  return notices.toSorted((a, b) => Number(a.type === 'heard') - Number(b.type === 'heard'))
}

function pathOf([first, ...others]: readonly SilenceNotice[]): string {
  return first && others.length === 0 ? `/settings/sources/${first.source}` : '/settings/sources'
}

function idsOf(notices: readonly SilenceNotice[]): string[] {
  return notices.map(({ notice }) => notice)
}
