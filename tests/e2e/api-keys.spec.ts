import { expect, test } from '@playwright/test'
import OpenAI from 'openai'
import { withClient } from '@/sandbox/postgres'
import { appUrl, databaseUrl } from '@/tests/support/e2e'
import { auditProblems, examine, mailsTo, runJobs, signInAsNew } from './steps'

/** Puts somebody on a plan, as a paid subscription would. */
async function putOn(address: string, plan: string): Promise<void> {
  await withClient(databaseUrl(), (client) =>
    client.query(
      `insert into "UserPlan" ("userId", "planKey", "updatedAt") select id, $2, now() from "User" where email = $1
       on conflict ("userId") do update set "planKey" = excluded."planKey"`,
      [address, plan],
    ),
  )
}

test('a key is made, used, seen on the statement and revoked', async ({ page, request }) => {
  test.setTimeout(180_000)
  const address = await signInAsNew(page, '/settings')
  const keys = page.getByRole('region', { name: 'API keys' })
  await expect(keys.getByText('Your plan does not include the API')).toBeVisible()
  await expect(keys.getByRole('link', { name: 'Compare the plans' })).toBeVisible()

  await putOn(address, 'pro')
  await page.reload()
  await expect(keys.getByText('No keys yet')).toBeVisible()
  await expect(keys.getByText('0 of 3 in use')).toBeVisible()
  await keys.getByRole('button', { name: 'New key' }).click()
  const dialog = page.getByRole('dialog')
  await examine(page)
  await dialog.getByLabel('Name').fill('Production')
  await dialog.getByRole('checkbox', { name: 'Chat' }).uncheck()
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  await expect(dialog.getByText('Choose at least one scope.')).toBeVisible()
  await expect(dialog.getByLabel('Name')).toHaveValue('Production')
  for (const name of ['Chat', 'Usage']) await dialog.getByRole('checkbox', { name }).check()
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  const key = (await dialog.getByTestId('api-key').textContent()) ?? ''
  expect(key).toMatch(/^tg_\w{38}$/)
  await examine(page)
  await dialog.getByRole('button', { name: 'I have kept it' }).click()
  const row = keys.getByRole('listitem').filter({ hasText: 'Production' })
  await expect(row).toContainText(key.slice(0, 11))
  await expect(row).toContainText('Never used')
  expect(await page.content()).not.toContain(key)
  await runJobs(page)
  await expect.poll(() => mailsTo(page, address)).toContain('A new API key: Production')

  const client = new OpenAI({ baseURL: `${appUrl()}/api/v1`, apiKey: key, maxRetries: 0 })
  const ask = {
    model: 'gpt-5-mini',
    messages: [{ role: 'user' as const, content: 'Write 300 words about lighthouses.' }],
  }
  const { data: whole, response } = await client.chat.completions.create(ask).withResponse()
  expect(whole.choices[0]?.message.content).toMatch(/\w+/)
  expect(response.headers.get('x-ratelimit-limit-requests')).toBe('30')

  // Read on for a while, then leave: the answer stops, and what was written is paid for.
  const stream = await client.chat.completions.create({ ...ask, stream: true })
  let pieces = 0
  for await (const chunk of stream) {
    pieces += chunk.choices[0]?.delta.content ? 1 : 0
    if (pieces === 10) break
  }
  type Line = { amount: number; calls: { estimated: boolean; output_tokens: number }[] }
  const spent = async () => {
    const answer = await request.get('/api/v1/usage?kind=spent', {
      headers: { authorization: `Bearer ${key}` },
    })
    expect(answer.status()).toBe(200)
    return ((await answer.json()) as { data: Line[] }).data
  }
  await expect.poll(async () => (await spent()).length).toBe(2)
  const [stopped, first] = await spent()
  expect(stopped!.calls).toMatchObject([{ estimated: true }])
  expect(stopped!.calls[0]!.output_tokens).toBeLessThan(whole.usage!.completion_tokens / 2)
  expect(first!.amount).toBe(-Number(response.headers.get('x-tollgate-cost')))

  await page.reload()
  await expect(row).toContainText('Last used just now')
  await expect(row).toContainText('2 answers in 24 hours')
  await page.goto('/usage')
  const line = page.locator('#statement-lines > li').filter({ hasText: 'API' }).first()
  await expect(line).toContainText(`key ${key.slice(0, 11)}…`)
  await line.locator('summary').click()
  await expect(line).toContainText(`asked for with the API key ${key.slice(0, 11)}…`)

  await page.goto('/settings#api-keys')
  await row.getByRole('button', { name: 'Revoke' }).click()
  await dialog.getByRole('button', { name: 'Keep the key' }).click()
  await expect(row).toBeVisible()
  await row.getByRole('button', { name: 'Revoke' }).click()
  await examine(page)
  await dialog.getByRole('button', { name: 'Revoke' }).click()
  await expect(keys.getByText('No keys yet')).toBeVisible()
  const refused = await request.get('/api/v1/usage', {
    headers: { authorization: `Bearer ${key}` },
  })
  expect(refused.status()).toBe(401)
  expect(await refused.json()).toMatchObject({ error: { code: 'invalid_api_key' } })
  expect(await auditProblems()).toEqual([])
})
