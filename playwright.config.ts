import { defineConfig } from '@playwright/test'
import { chromiumFlags, findChromium } from './scripts/chromium.ts'

const executablePath = findChromium()

/**
 * Browser tests, against everything: PostgreSQL, the event server, the web app in production mode, a real Chromium.
 * Each worker has an installation and ports of its own.
 */
export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  // More than there are cores: much of the time of these tests is waiting.
  workers: 3,
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  // Several times what they take on two cores, for slower and busier machines. What Vigie promises is not measured by
  // these, see e2e/promised.ts.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  outputDir: 'test-results',
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    colorScheme: 'light',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    // Recording every test to keep the few that fail took a third of the time; `--trace on` asks for it.
    trace: 'off',
    launchOptions: { args: chromiumFlags, ...(executablePath === undefined ? {} : { executablePath }) },
  },
})
