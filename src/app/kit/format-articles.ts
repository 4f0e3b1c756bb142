import type { Language } from './language.ts';

const digits = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** Articles as a notice is quoted: 第二条、第三条 / articles 2 and 3. */
export function formatArticles(articles: readonly number[], language: Language): string {
  if (language === 'zh') return articles.map((article) => `第${toChineseNumeral(article)}条`).join('、');
  if (articles.length === 1) return `article ${articles[0]}`;
  return `articles ${articles.slice(0, -1).join(', ')} and ${articles.at(-1)}`;
}

/** 1 to 99 in Chinese numerals; other numbers stay digits. */
function toChineseNumeral(number: number): string {
  if (!Number.isInteger(number) || number < 1 || number > 99) return String(number);
  const [tens, ones] = [Math.floor(number / 10), number % 10];
  return `${tens > 1 ? digits[tens] : ''}${tens > 0 ? '十' : ''}${digits[ones]}`;
}
