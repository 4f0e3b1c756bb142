import { chineseNumeral } from './chinese-numeral.ts';
import type { Language } from './language.ts';

/** Articles as a notice is quoted: 第二条、第三条 / articles 2 and 3. */
export function formatArticles(articles: readonly number[], language: Language): string {
  if (language === 'zh') return articles.map((article) => `第${chineseNumeral(article)}条`).join('、');
  if (articles.length === 1) return `article ${articles[0]}`;
  return `articles ${articles.slice(0, -1).join(', ')} and ${articles.at(-1)}`;
}
