import type { BusinessAnswer, BusinessSettings } from '#contract/business.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { member, sendRequest } from '#components/sources/send-request.ts'

/** What the form says; what is wrong with it, the server says. */
export function businessFrom(form: FormData): BusinessSettings {
  const text = (name: string): string => {
    const value = form.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const lines = text('freeMailDomains').split(/[\s,;]+/)
  return {
    company: text('company'),
    timeZone: text('timeZone'),
    phoneCountry: text('phoneCountry'),
    freeMailDomains: lines.filter((line) => line !== '').map((line) => line.toLowerCase()),
    customersOfKey: { email: Number(text('email')), phone: Number(text('phone')), visitor: Number(text('visitor')) },
  }
}

export function changeBusiness(settings: BusinessSettings): Promise<RequestAnswer<BusinessAnswer>> {
  return sendRequest({
    method: 'PUT',
    path: '/v1/settings/business',
    body: settings,
    isValue: (answer): answer is BusinessAnswer => typeof member(answer, 'isInForce') === 'boolean',
  })
}
