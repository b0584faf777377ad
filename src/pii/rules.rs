//! What the stage takes out, and when that would be wrong.

crate::rules! {
    /// Mobile number of the Chinese mainland.
    ///
    /// Eleven digits from 13 to 19, with or without +86 and separators, no digit or letter beside them.
    /// It would be wrong on another number of eleven digits that happens to begin so.
    ///
    /// ```before
    /// 请拨13800001234，找王先生。
    /// ```
    /// ```after
    /// 请拨138****1234，找王先生。
    /// ```
    MOBILE = "PII001", Removal, Optional, "手机号";

    /// Landline number.
    ///
    /// An area code that begins with 0, in brackets or with a hyphen, then seven or eight digits. It would be wrong on
    /// an offer number of the same form. Hotlines (`12345`, `400-…`) are no personal data and stay.
    ///
    /// ```before
    /// 电话：0570-2345678
    /// ```
    /// ```after
    /// 电话：0570-***5678
    /// ```
    LANDLINE = "PII002", Removal, Optional, "固定电话";

    /// Identity card number.
    ///
    /// Eighteen places with a possible date of birth and the right check digit (GB 11643-1999, ISO 7064 MOD 11-2). One
    /// random number in ten passes the check digit, one in a hundred thousand both.
    ///
    /// ```before
    /// 身份证号110101199003070011。
    /// ```
    /// ```after
    /// 身份证号110101**********11。
    /// ```
    ID_CARD = "PII003", Removal, Optional, "身份证号";

    /// Bank card number.
    ///
    /// Sixteen to nineteen digits, in fours or together, that begin with 3 to 6 and have the right check digit
    /// (Luhn, ISO/IEC 7812-1). One random number in ten passes, so it would be wrong on some order numbers.
    ///
    /// ```before
    /// 卡号4111 1111 1111 1111
    /// ```
    /// ```after
    /// 卡号4111********1111
    /// ```
    BANK_CARD = "PII004", Removal, Optional, "银行卡号";

    /// E-mail address.
    ///
    /// It would be wrong on the public address of an office, which has the same form.
    ///
    /// ```before
    /// 来信请寄 chunfeng@example.com 。
    /// ```
    /// ```after
    /// 来信请寄 c***@example.com 。
    /// ```
    EMAIL = "PII005", Removal, Optional, "电子邮箱";

    /// Internet address (IPv4, and IPv6 in full).
    ///
    /// It would be wrong on a version or section number of four parts.
    ///
    /// ```before
    /// 登录地址为203.0.113.25。
    /// ```
    /// ```after
    /// 登录地址为203.0.*.*。
    /// ```
    IP = "PII006", Removal, Optional, "IP 地址";

    /// QQ number behind its label.
    ///
    /// ```before
    /// QQ：123456789
    /// ```
    /// ```after
    /// QQ：12*****89
    /// ```
    /// ```kept
    /// QQ 音乐有 12345 首歌
    /// ```
    ///
    /// It would be wrong on a count right behind the two letters.
    QQ = "PII007", Removal, Optional, "QQ 号";

    /// WeChat account behind its label.
    ///
    /// ```before
    /// 微信号：chunfeng88
    /// ```
    /// ```after
    /// 微信号：ch******88
    /// ```
    /// ```kept
    /// 微信：朋友圈的设计
    /// ```
    ///
    /// It would be wrong on an English word behind the label and a colon.
    WECHAT = "PII008", Removal, Optional, "微信号";

    /// Licence plate.
    ///
    /// A province's character, a letter, then five places, or six of a new-energy vehicle (GA 36-2018), two of them digits at least.
    /// It would be wrong on a code of the same form.
    ///
    /// ```before
    /// 一辆浙H·12C45停在桥边。
    /// ```
    /// ```after
    /// 一辆浙H·***45停在桥边。
    /// ```
    PLATE = "PII009", Removal, Optional, "车牌号";
}
