import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testSandbox, type TestSandbox } from '@/tests/support/sandbox'

let sandbox: TestSandbox

beforeAll(async () => {
  sandbox = await testSandbox()
})
afterAll(() => sandbox.close())

const send = (mail: { to: string; subject?: string; text?: string; html?: string }) =>
  createTransport(sandbox.smtpUrl).sendMail({ from: 'Shop <shop@example.com>', ...mail })

type Mail = {
  id: string
  to: string[]
  subject: string
  text: string
  html: string
  links: string[]
}

const mailsTo = async (to: string) => {
  const response = await fetch(`${sandbox.url}/mailbox/api/messages?to=${encodeURIComponent(to)}`)
  return (await response.json()) as Mail[]
}

const pageAt = async (path: string) => {
  const response = await fetch(`${sandbox.url}${path}`)
  return { status: response.status, html: await response.text(), headers: response.headers }
}

it('keeps a mail with its parts and the links in it, each once, decoded', async () => {
  await send({
    to: 'Ada@Example.com',
    subject: 'Grüße',
    text: 'Open http://localhost:3000/in?a=1&b=2. Thanks',
    html: '<p>Hi <a href="http://localhost:3000/in?a=1&amp;b=2">in</a> <a href="javascript:alert(1)">no</a></p>',
  })
  const [mail] = await mailsTo('ada@example.com')
  expect(mail).toMatchObject({
    to: ['ada@example.com'],
    subject: 'Grüße',
    links: ['http://localhost:3000/in?a=1&b=2'],
  })
  expect(mail?.text).toContain('Open http')
  expect(mail?.html).toContain('<p>Hi')
})

it('lists the newest first, and for one recipient only when asked', async () => {
  await send({ to: 'one@example.com', subject: 'first', text: 'a' })
  await send({ to: 'two@example.com', subject: 'other', text: 'b' })
  await send({ to: 'one@example.com', subject: 'second', text: 'c' })
  expect((await mailsTo('one@example.com')).map(({ subject }) => subject)).toEqual([
    'second',
    'first',
  ])
  const { html } = await pageAt('/mailbox?to=one%40example.com')
  expect(html).toContain('second')
  expect(html).not.toContain('>other<')
})

it('shows markup of a mail as text, and runs none of it', async () => {
  const attack = '<script>alert(1)</script>'
  await send({ to: 'mallory@example.com', subject: attack, text: attack, html: attack })
  const [mail] = await mailsTo('mallory@example.com')
  for (const path of ['/mailbox', `/mailbox/${mail?.id}`])
    expect((await pageAt(path)).html).not.toContain(attack)
  const framed = await pageAt(`/mailbox/${mail?.id}/html`)
  expect(framed.html).toContain(attack)
  const policy = framed.headers.get('content-security-policy') ?? ''
  expect(policy).toMatch(/^sandbox /)
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/allow-scripts|allow-same-origin/)
})

it('takes a mail with any name and password, and refuses one that is too large', async () => {
  const { hostname, port } = new URL(sandbox.smtpUrl)
  const transport = createTransport({
    host: hostname,
    port: Number(port),
    auth: { user: 'anyone', pass: 'anything' },
  })
  await transport.sendMail({ from: 'a@example.com', to: 'auth@example.com', text: 'x' })
  expect(await mailsTo('auth@example.com')).toHaveLength(1)
  await expect(
    send({ to: 'big@example.com', text: 'x'.repeat(11 * 1024 * 1024) }),
  ).rejects.toMatchObject({ responseCode: 552 })
  expect(await mailsTo('big@example.com')).toEqual([])
})

it('deletes one, and all', async () => {
  await send({ to: 'gone@example.com', text: 'x' })
  await send({ to: 'gone@example.com', text: 'y' })
  const [mail] = await mailsTo('gone@example.com')
  await fetch(`${sandbox.url}/mailbox/${mail?.id}/delete`, { method: 'POST' })
  expect(await mailsTo('gone@example.com')).toHaveLength(1)
  expect((await pageAt(`/mailbox/${mail?.id}`)).status).toBe(404)
  await fetch(`${sandbox.url}/mailbox/delete`, { method: 'POST' })
  expect((await pageAt('/mailbox')).html).toContain('No mail yet')
})

it.each(['abc', '0', '999999999999', '-1', '99999999999999999999999'])(
  'knows no mail %s',
  async (id) => {
    expect((await pageAt(`/mailbox/${id}`)).status).toBe(404)
  },
)
