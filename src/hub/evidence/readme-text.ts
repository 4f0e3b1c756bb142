/** What stands in README.txt of every package, for whoever opens it without knowing Hulin. */
export function readmeText(identity: string): string {
  return `护林 Hulin 证据包

这是一个证据包。核验方法（不需要联网，不需要安装护林）：
1. 把整个 ZIP 文件原样保存，不要解压后再压缩。
2. 用浏览器打开其中的 verify.html（或向主管部门索取同一页面），选择这个 ZIP 文件。
3. 页面逐项列出核验结果。任何一个字节被改动都会被指出。
4. 把页面上的“平台身份指纹”与主管部门公布的指纹核对。本包写明的指纹：
   ${identity}

命令行：npm run verify -- 文件名 --hub 指纹

manifest.json  清单：每个文件的 SHA-256，由平台签名
case.json      签名的记录、回执、授权、证书、每日存证的证明
chains/        记录所在链的全部校验值
parts/         密文附件（照片、个人信息）
opened/        打开后的附件（导出时选择打开才有；导出人和理由已登记）
documents/     记录所引用的通告、区域数据和法律文本
stamps/        时间戳（RFC 3161）
个人信息请依法保管。

Hulin evidence package

To check it, offline and without Hulin: keep the ZIP file as it is, open verify.html in a browser and choose the ZIP file. Every item is
listed with its result; a change of a single byte is named. Compare the hub's fingerprint with the one the authority publishes:
   ${identity}
On the command line: npm run verify -- FILE --hub FINGERPRINT
`;
}
