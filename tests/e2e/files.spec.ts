import { expect, test, type Page } from '@playwright/test'
import { png } from '@/tests/support/pictures'
import { answers, ask, composer, examine, signInAsNew } from './steps'

const attached = (page: Page) => page.getByRole('list', { name: 'Attached files' })
const chips = (page: Page) => attached(page).last().getByRole('listitem')

const text = (name: string, content: string) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(content),
})

/** Drops or pastes a file, as the browser tells the page of it. */
const give = (page: Page, how: 'drop' | 'paste', file: { name: string; base64: string }) =>
  page.evaluate(
    ({ how, name, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes], name))
      const field = document.querySelector('textarea')
      field?.dispatchEvent(
        how === 'drop'
          ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      )
    },
    { how, ...file },
  )

test('files are attached by dialogue, drop and paste, priced, refused with the reason, and read', async ({
  page,
}) => {
  test.setTimeout(120_000)
  await signInAsNew(page)
  await composer(page).fill('What is in these?')

  const dialogue = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach files' }).press('Enter')
  await (await dialogue).setFiles([text('report.csv', `month,credits\n${'may,12\n'.repeat(200)}`)])
  await expect(chips(page).filter({ hasText: 'report.csv' })).toContainText(/adds about [\d.]+ cr/)

  await give(page, 'drop', { name: 'tool.bin', base64: 'AAEC' })
  const refused = chips(page).filter({ hasText: 'tool.bin' })
  await expect(refused).toContainText('Only texts in UTF-8 and pictures')
  await expect(composer(page)).toHaveValue('What is in these?')
  await refused.getByRole('button', { name: 'Dismiss tool.bin' }).click()
  await expect(refused).toHaveCount(0)

  await give(page, 'paste', { name: 'screen.png', base64: png(640, 480).toString('base64') })
  await expect(chips(page).filter({ hasText: 'screen.png' })).toContainText('adds about')
  // Free has two files a chat.
  await give(page, 'drop', { name: 'third.txt', base64: btoa('three') })
  const third = chips(page).filter({ hasText: 'third.txt' })
  await expect(third).toContainText('Your plan allows 2 files in a chat.')
  await examine(page)
  await third.getByRole('button', { name: 'Dismiss third.txt' }).click()

  await ask(page, 'What is in these?')
  await expect(answers(page).last()).toContainText('report.csv has 201 lines')
  await expect(answers(page).last()).toContainText('640 × 480 pixels')

  await page.reload()
  const kept = attached(page).getByRole('link')
  await expect(kept).toHaveCount(2)
  await expect(kept.nth(1)).toContainText('640 × 480')
  const address = (await kept.first().getAttribute('href')) ?? ''
  const served = await page.request.get(address)
  expect(await served.text()).toContain('month,credits')
  expect(served.headers()['content-security-policy']).toContain("default-src 'none'; sandbox")
  await examine(page)
})

test('a removed file does not go along', async ({ page }) => {
  await signInAsNew(page)
  // Told of it in the moment it is loaded, the page may not listen yet: no hand is as quick.
  await expect(async () => {
    await give(page, 'drop', { name: 'note.txt', base64: btoa('a heron') })
    await expect(chips(page)).toHaveCount(1, { timeout: 1_000 })
  }).toPass()
  await chips(page).getByRole('button', { name: 'Remove note.txt' }).click()
  await expect(attached(page)).toHaveCount(0)
  await ask(page, 'Hello there')
  await expect(answers(page).last()).not.toContainText('heron')
})
