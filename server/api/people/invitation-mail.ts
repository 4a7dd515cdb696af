import type { Mail } from '../../actions/notifications/notification.ts'
import type { CreatedInvitation, Invite } from '#contract/people.ts'
import { invitationDays } from '#contract/people.ts'

interface Invited {
  invitation: Pick<CreatedInvitation, 'id' | 'email' | 'invitedBy'>
  company: string
  /** Absolute. */
  link: string
  language: Invite['language']
}

/** What somebody who is invited reads. */
export function invitationMail({ invitation, company, link, language }: Invited): Mail {
  const { id, email, invitedBy } = invitation
  const { subject, lines } = words[language]({ company, invitedBy })
  return {
    to: { name: email, address: email },
    subject,
    text: `${lines[0]}\n\n${link}\n\n${lines[1]}\n`,
    messageId: `<invitation-${id}@vigie>`,
  }
}

const words = {
  en: ({ company, invitedBy }: { company: string; invitedBy: string }) => ({
    subject: `Invitation to ${company}`,
    lines: [
      `${invitedBy} invites you to ${company}. Open this link and choose a password:`,
      `It works once, and for ${invitationDays} days. If you expected nothing, leave it.`,
    ],
  }),
  fr: ({ company, invitedBy }: { company: string; invitedBy: string }) => ({
    subject: `Invitation à ${company}`,
    lines: [
      `${invitedBy} vous invite à ${company}. Ouvrez ce lien et choisissez un mot de passe :`,
      `Il fonctionne une fois, pendant ${invitationDays} jours. Si vous n’attendiez rien, laissez-le.`,
    ],
  }),
}
