import type { Mail, Recipient } from './notification.ts'
import type { PushMessage } from './push/push-service.ts'
import { messageDigest } from './message-digest.ts'
import { onOneLine } from './one-line.ts'

/** What somebody is reminded of. Times are epoch ms. */
export interface Reminder {
  /** The same for the same meeting at the same time: one that is moved is another. */
  reminder: string
  /** Of the meeting. */
  id: string
  title: string | null
  location: string | null
  startsAt: number
  people: readonly string[]
}

type To = Pick<Recipient, 'address' | 'name' | 'language' | 'preferences'>

const words = {
  en: {
    untitled: 'Meeting',
    at: (time: string, title: string) => `${time} ${title}`,
    who: (people: string) => `With ${people}`,
    more: (count: number) => ` and ${count} more`,
    open: (url: string) => `The brief: ${url}`,
    why: 'You get this because you are on the list of those who are told of meetings.',
  },
  fr: {
    untitled: 'Rendez-vous',
    at: (time: string, title: string) => `${time} ${title}`,
    who: (people: string) => `Avec ${people}`,
    more: (count: number) => ` et ${count} autres`,
    open: (url: string) => `Le dossier\u00a0: ${url}`,
    why: 'Vous recevez ce message car vous êtes sur la liste des personnes prévenues des rendez-vous.',
  },
} as const

const peopleShown = 4

export function meetingMail(reminder: Reminder, to: To, publicUrl: string | null): Mail {
  const { open, why } = words[to.language]
  const link = publicUrl === null ? [] : ['', open(`${publicUrl}${pathOf(reminder)}`)]
  return {
    to: { name: to.name, address: to.address },
    subject: titleOf(reminder, to),
    text: [...linesOf(reminder, to), ...link, '', '-- ', why, ''].join('\n'),
    messageId: `<${messageDigest([reminder.reminder], to)}@vigie>`,
  }
}

export function meetingPush(reminder: Reminder, to: To): PushMessage {
  const tag = messageDigest([reminder.reminder], to)
  const shown = {
    title: titleOf(reminder, to).slice(0, 120),
    body: linesOf(reminder, to)
      .map((line) => line.slice(0, 160))
      .join('\n'),
    path: pathOf(reminder),
    tag,
    language: to.language,
  }
  return { payload: JSON.stringify(shown), topic: tag.slice(0, 32) }
}

function titleOf({ title, startsAt }: Reminder, { language, preferences: { timeZone } }: To): string {
  const time = new Intl.DateTimeFormat(language, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const { at, untitled } = words[language]
  return onOneLine(at(time.format(startsAt), title ?? untitled))
}

function linesOf({ location, people }: Reminder, { language }: To): string[] {
  const { who, more } = words[language]
  const rest = people.length - peopleShown
  const named = `${people.slice(0, peopleShown).join(', ')}${rest > 0 ? more(rest) : ''}`
  return [people.length === 0 ? '' : who(named), location ?? ''].map(onOneLine).filter((line) => line !== '')
}

function pathOf({ id }: Reminder): string {
  return `/meetings/${id}`
}
