import { expect, test } from '@playwright/test'
import { sandboxUrl } from '@/tests/support/e2e'

test('the home page answers and has a heading', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  const answer = await page.goto('/')
  expect(answer?.status()).toBe(200)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(errors).toEqual([])
})

test('the health route tells the state of each part', async ({ request }) => {
  const answer = await request.get('/api/health')
  expect(answer.status()).toBe(200)
  expect(await answer.json()).toEqual({
    status: 'ok',
    database: 'ok',
    stripe: 'sandbox',
    model: 'sandbox',
    mail: 'sandbox',
    // Whether the periodic work has had a turn yet depends on the tests before.
    ledger: expect.stringMatching(/^(ok|unaudited)$/),
  })
})

test('the panel of the sandbox says that it is one', async ({ page }) => {
  await page.goto(sandboxUrl())
  await expect(page.getByText(/sandbox/i).first()).toBeVisible()
})
