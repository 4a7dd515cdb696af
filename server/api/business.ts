import { isDeepStrictEqual } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { getCountries } from 'libphonenumber-js/min'
import * as z from 'zod'
import type { BusinessAnswer, BusinessSettings } from '#contract/business.ts'
import { businessSettingsSchema } from '#contract/business.ts'
import type { Prisma } from '../db/prisma.ts'
import { readBusiness, writeBusiness } from '../db/settings.ts'
import { identitySettingSchema } from '../projections/identity/read-rules.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { parseRequest } from './parse-request.ts'

/** `/v1/settings/business`: what holds for all, from the next start on. @param inForce as it was when this server started. */
export function businessRoutes({ prisma, inForce }: { prisma: Prisma; inForce: BusinessSettings }) {
  const answer = (settings: BusinessSettings): BusinessAnswer => {
    return { settings, isInForce: isDeepStrictEqual(settings, inForce) }
  }
  return (app: FastifyInstance): void => {
    app.get('/v1/settings/business', { config: { access: 'read:business' } }, async () =>
      answer(await readBusinessSettings(prisma)),
    )

    app.put('/v1/settings/business', { config: { access: 'command:business.change' } }, async (request) => {
      const settings = parseRequest(businessSettingsSchema, request.body)
      refuseUnknownCountry(settings)
      await writeBusinessSettings(prisma, settings)
      return answer(await readBusinessSettings(prisma))
    })
  }
}

function refuseUnknownCountry({ phoneCountry }: BusinessSettings): void {
  const countries: readonly string[] = ['time-zone', 'none', ...getCountries()]
  if (countries.includes(phoneCountry)) return
  const detail = `there are no telephone numbers of ${phoneCountry}`
  throw new ProblemError('invalid-request', detail, { errors: [{ pointer: '#/phoneCountry', detail }] })
}

export async function readBusinessSettings(prisma: Prisma): Promise<BusinessSettings> {
  const { company, timeZone } = await readBusiness(prisma)
  const { country, limits, freeDomains } = identitySettingSchema.parse(await readIdentitySetting(prisma))
  return {
    company,
    timeZone,
    phoneCountry: country === undefined ? 'time-zone' : (country ?? 'none'),
    freeMailDomains: freeDomains,
    customersOfKey: { email: limits.email.customer, phone: limits.phone.customer, visitor: limits.visitor.customer },
  }
}

async function readIdentitySetting(prisma: Prisma): Promise<unknown> {
  return (await prisma.setting.findUnique({ where: { key: 'identity' } }))?.value ?? {}
}

async function writeBusinessSettings(prisma: Prisma, settings: BusinessSettings): Promise<void> {
  const { company, timeZone, phoneCountry, freeMailDomains, customersOfKey } = settings
  const { limits } = identitySettingSchema.parse(await readIdentitySetting(prisma))
  const of = (kind: 'email' | 'phone' | 'visitor') => ({ ...limits[kind], customer: customersOfKey[kind] })
  const value = z.json().parse({
    ...(phoneCountry !== 'time-zone' && { country: phoneCountry === 'none' ? null : phoneCountry }),
    limits: { ...limits, email: of('email'), phone: of('phone'), visitor: of('visitor') },
    freeDomains: [...new Set(freeMailDomains)].toSorted(),
  })
  await writeBusiness(prisma, { company, timeZone })
  await prisma.setting.upsert({
    where: { key: 'identity' },
    create: { key: 'identity', value: value ?? {} },
    update: { value: value ?? {} },
  })
}
