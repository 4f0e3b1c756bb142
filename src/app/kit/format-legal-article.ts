import { chineseNumeral } from './chinese-numeral.ts';
import type { Language } from './language.ts';

/** An article of a law as it is quoted, `56(4)` for its item: 第五十六条第四项 / article 56(4). */
export function formatLegalArticle(number: string, language: Language): string {
  if (language === 'en') return `article ${number}`;
  const [, article = number, item] = /^(\d+)(?:\((\d+)\))?$/.exec(number) ?? [];
  return `第${chineseNumeral(Number(article))}条${item ? `第${chineseNumeral(Number(item))}项` : ''}`;
}
