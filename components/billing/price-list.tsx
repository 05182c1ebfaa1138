import { Credits } from '@/components/ui/amount'
import type { PricedModel } from '@/lib/ai/models'
import { operations, planKeys, type Feature } from '@/lib/catalogue'
import type { MicroCredits } from '@/lib/credits/unit'
import { planList, plansWith } from '@/lib/entitlements/names'

/** The plans that include a feature, by their names. */
function includedIn(feature: Feature | null): string {
  const included = feature === null ? planKeys : plansWith(feature)
  return included.length === planKeys.length ? 'every plan' : planList(included)
}

type Props = {
  models: PricedModel[]
  /** What one image costs; `null` while none can be made. */
  image: MicroCredits | null
}

/** What the models and an image cost now, and who may choose them. One that has no price cannot be chosen and is not listed. */
export function PriceList({ models, image }: Props) {
  return (
    <table className="w-full border-t-2 border-ink text-sm">
      <thead>
        <tr className="border-b border-rule text-left text-soft">
          <th scope="col" className="py-3 font-normal">
            Model
          </th>
          <th scope="col" className="py-3 pl-4 font-normal max-md:hidden">
            Included in
          </th>
          <th scope="col" className="py-3 pl-4 text-right font-normal">
            1,000 tokens read
          </th>
          <th scope="col" className="py-3 pl-4 text-right font-normal">
            1,000 written
          </th>
          <th scope="col" className="py-3 pl-4 text-right font-normal max-sm:hidden">
            A typical question
          </th>
        </tr>
      </thead>
      <tbody>
        {models.map(
          ({ id, name, description, feature, price, typicalCost }) =>
            price &&
            typicalCost !== null && (
              <tr key={id} className="border-b border-rule align-baseline">
                <th scope="row" className="py-3 text-left font-medium">
                  {name}
                  <span className="block text-xs font-normal text-soft">{description}</span>
                  <span className="block text-xs font-normal text-soft md:hidden">
                    In {includedIn(feature)}
                  </span>
                </th>
                <td className="py-3 pl-4 text-soft max-md:hidden">{includedIn(feature)}</td>
                <td className="py-3 pl-4 text-right">
                  <Credits amount={price.input} />
                </td>
                <td className="py-3 pl-4 text-right">
                  <Credits amount={price.output} />
                </td>
                <td className="py-3 pl-4 text-right max-sm:hidden">
                  about <Credits amount={typicalCost} decimals={1} />
                </td>
              </tr>
            ),
        )}
        {image !== null && (
          <tr className="border-b border-rule align-baseline">
            <th scope="row" className="py-3 text-left font-medium">
              {operations.image.name}
              <span className="block text-xs font-normal text-soft">One price for each size</span>
              <span className="block text-xs font-normal text-soft md:hidden">
                In {includedIn('image_generation')}
              </span>
            </th>
            <td className="py-3 pl-4 text-soft max-md:hidden">{includedIn('image_generation')}</td>
            <td className="py-3 pl-4 text-right" colSpan={2}>
              <Credits amount={image} /> each
            </td>
            <td className="py-3 pl-4 text-right text-soft max-sm:hidden">–</td>
          </tr>
        )}
      </tbody>
    </table>
  )
}
