impl serde::Serialize for Ack {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Ack", len)?;
        if true {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if true {
            struct_ser.serialize_field("revision", &self.revision)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Ack {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "revision",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Revision,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "revision" => Ok(GeneratedField::Revision),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Ack;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Ack")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Ack, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut revision__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Revision => {
                            if revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revision"));
                            }
                            revision__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Ack {
                    id: id__.unwrap_or_default(),
                    revision: revision__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Ack", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Add {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Add", len)?;
        if let Some(v) = self.url.as_ref() {
            struct_ser.serialize_field("url", v)?;
        }
        if true {
            struct_ser.serialize_field("urls", &self.urls)?;
        }
        if let Some(v) = self.next.as_ref() {
            struct_ser.serialize_field("next", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Add {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "url",
            "urls",
            "next",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Url,
            Urls,
            Next,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "url" => Ok(GeneratedField::Url),
                            "urls" => Ok(GeneratedField::Urls),
                            "next" => Ok(GeneratedField::Next),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Add;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Add")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Add, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut url__ = None;
                let mut urls__ = None;
                let mut next__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Url => {
                            if url__.is_some() {
                                return Err(serde::de::Error::duplicate_field("url"));
                            }
                            url__ = map_.next_value()?;
                        }
                        GeneratedField::Urls => {
                            if urls__.is_some() {
                                return Err(serde::de::Error::duplicate_field("urls"));
                            }
                            urls__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Next => {
                            if next__.is_some() {
                                return Err(serde::de::Error::duplicate_field("next"));
                            }
                            next__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Add {
                    url: url__,
                    urls: urls__.unwrap_or_default(),
                    next: next__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Add", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Block {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Block", len)?;
        if true {
            struct_ser.serialize_field("user_id", &self.user_id)?;
        }
        if true {
            struct_ser.serialize_field("blocked", &self.blocked)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Block {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "user_id",
            "userId",
            "blocked",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            UserId,
            Blocked,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "userId" | "user_id" => Ok(GeneratedField::UserId),
                            "blocked" => Ok(GeneratedField::Blocked),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Block;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Block")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Block, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut user_id__ = None;
                let mut blocked__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::UserId => {
                            if user_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("userId"));
                            }
                            user_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Blocked => {
                            if blocked__.is_some() {
                                return Err(serde::de::Error::duplicate_field("blocked"));
                            }
                            blocked__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Block {
                    user_id: user_id__.unwrap_or_default(),
                    blocked: blocked__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Block", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ChangeVideo {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.target.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.ChangeVideo", len)?;
        if let Some(v) = self.target.as_ref() {
            match v {
                change_video::Target::ItemId(v) => {
                    struct_ser.serialize_field("item_id", v)?;
                }
                change_video::Target::Url(v) => {
                    struct_ser.serialize_field("url", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ChangeVideo {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "item_id",
            "itemId",
            "url",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ItemId,
            Url,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "itemId" | "item_id" => Ok(GeneratedField::ItemId),
                            "url" => Ok(GeneratedField::Url),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ChangeVideo;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.ChangeVideo")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ChangeVideo, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut target__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ItemId => {
                            if target__.is_some() {
                                return Err(serde::de::Error::duplicate_field("itemId"));
                            }
                            target__ = map_.next_value::<::std::option::Option<_>>()?.map(change_video::Target::ItemId);
                        }
                        GeneratedField::Url => {
                            if target__.is_some() {
                                return Err(serde::de::Error::duplicate_field("url"));
                            }
                            target__ = map_.next_value::<::std::option::Option<_>>()?.map(change_video::Target::Url);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ChangeVideo {
                    target: target__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.ChangeVideo", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Chat {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Chat", len)?;
        if true {
            struct_ser.serialize_field("text", &self.text)?;
        }
        if let Some(v) = self.reply_to.as_ref() {
            struct_ser.serialize_field("reply_to", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Chat {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "text",
            "reply_to",
            "replyTo",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Text,
            ReplyTo,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "text" => Ok(GeneratedField::Text),
                            "replyTo" | "reply_to" => Ok(GeneratedField::ReplyTo),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Chat;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Chat")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Chat, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut text__ = None;
                let mut reply_to__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ReplyTo => {
                            if reply_to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("replyTo"));
                            }
                            reply_to__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Chat {
                    text: text__.unwrap_or_default(),
                    reply_to: reply_to__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Chat", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ChatMessage {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.ChatMessage", len)?;
        if true {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if true {
            struct_ser.serialize_field("from", &self.from)?;
        }
        if true {
            struct_ser.serialize_field("nickname", &self.nickname)?;
        }
        if true {
            struct_ser.serialize_field("text", &self.text)?;
        }
        if true {
            struct_ser.serialize_field("at", &self.at)?;
        }
        if true {
            struct_ser.serialize_field("reply_to", &self.reply_to)?;
        }
        if true {
            struct_ser.serialize_field("reactions", &self.reactions)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ChatMessage {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "from",
            "nickname",
            "text",
            "at",
            "reply_to",
            "replyTo",
            "reactions",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            From,
            Nickname,
            Text,
            At,
            ReplyTo,
            Reactions,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "from" => Ok(GeneratedField::From),
                            "nickname" => Ok(GeneratedField::Nickname),
                            "text" => Ok(GeneratedField::Text),
                            "at" => Ok(GeneratedField::At),
                            "replyTo" | "reply_to" => Ok(GeneratedField::ReplyTo),
                            "reactions" => Ok(GeneratedField::Reactions),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ChatMessage;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.ChatMessage")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ChatMessage, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut from__ = None;
                let mut nickname__ = None;
                let mut text__ = None;
                let mut at__ = None;
                let mut reply_to__ = None;
                let mut reactions__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::From => {
                            if from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("from"));
                            }
                            from__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Nickname => {
                            if nickname__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nickname"));
                            }
                            nickname__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                        GeneratedField::At => {
                            if at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("at"));
                            }
                            at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ReplyTo => {
                            if reply_to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("replyTo"));
                            }
                            reply_to__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reactions => {
                            if reactions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reactions"));
                            }
                            reactions__ = Some(
                                map_.next_value::<std::collections::HashMap<_, _>>()?
                            );
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ChatMessage {
                    id: id__.unwrap_or_default(),
                    from: from__.unwrap_or_default(),
                    nickname: nickname__.unwrap_or_default(),
                    text: text__.unwrap_or_default(),
                    at: at__.unwrap_or_default(),
                    reply_to: reply_to__.unwrap_or_default(),
                    reactions: reactions__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.ChatMessage", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Chatted {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Chatted", len)?;
        if let Some(v) = self.message.as_ref() {
            struct_ser.serialize_field("message", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Chatted {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "message",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Message,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "message" => Ok(GeneratedField::Message),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Chatted;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Chatted")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Chatted, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut message__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Message => {
                            if message__.is_some() {
                                return Err(serde::de::Error::duplicate_field("message"));
                            }
                            message__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Chatted {
                    message: message__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Chatted", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Clear {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("matinee.sync.v1.Clear", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Clear {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Clear;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Clear")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Clear, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(Clear {
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Clear", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ClientFrame {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if self.command.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.ClientFrame", len)?;
        if true {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.command.as_ref() {
            match v {
                client_frame::Command::Play(v) => {
                    struct_ser.serialize_field("PLAY", v)?;
                }
                client_frame::Command::Pause(v) => {
                    struct_ser.serialize_field("PAUSE", v)?;
                }
                client_frame::Command::Seek(v) => {
                    struct_ser.serialize_field("SEEK", v)?;
                }
                client_frame::Command::SetRate(v) => {
                    struct_ser.serialize_field("SET_RATE", v)?;
                }
                client_frame::Command::ChangeVideo(v) => {
                    struct_ser.serialize_field("CHANGE_VIDEO", v)?;
                }
                client_frame::Command::Skip(v) => {
                    struct_ser.serialize_field("SKIP", v)?;
                }
                client_frame::Command::VoteSkip(v) => {
                    struct_ser.serialize_field("VOTE_SKIP", v)?;
                }
                client_frame::Command::Add(v) => {
                    struct_ser.serialize_field("ADD", v)?;
                }
                client_frame::Command::Remove(v) => {
                    struct_ser.serialize_field("REMOVE", v)?;
                }
                client_frame::Command::Move(v) => {
                    struct_ser.serialize_field("MOVE", v)?;
                }
                client_frame::Command::Shuffle(v) => {
                    struct_ser.serialize_field("SHUFFLE", v)?;
                }
                client_frame::Command::Clear(v) => {
                    struct_ser.serialize_field("CLEAR", v)?;
                }
                client_frame::Command::Vote(v) => {
                    struct_ser.serialize_field("VOTE", v)?;
                }
                client_frame::Command::Undo(v) => {
                    struct_ser.serialize_field("UNDO", v)?;
                }
                client_frame::Command::Rename(v) => {
                    struct_ser.serialize_field("RENAME", v)?;
                }
                client_frame::Command::Status(v) => {
                    struct_ser.serialize_field("STATUS", v)?;
                }
                client_frame::Command::TransferLeader(v) => {
                    struct_ser.serialize_field("TRANSFER_LEADER", v)?;
                }
                client_frame::Command::SetRole(v) => {
                    struct_ser.serialize_field("SET_ROLE", v)?;
                }
                client_frame::Command::Kick(v) => {
                    struct_ser.serialize_field("KICK", v)?;
                }
                client_frame::Command::Unban(v) => {
                    struct_ser.serialize_field("UNBAN", v)?;
                }
                client_frame::Command::Mute(v) => {
                    struct_ser.serialize_field("MUTE", v)?;
                }
                client_frame::Command::SetPolicy(v) => {
                    struct_ser.serialize_field("SET_POLICY", v)?;
                }
                client_frame::Command::Leave(v) => {
                    struct_ser.serialize_field("LEAVE", v)?;
                }
                client_frame::Command::Chat(v) => {
                    struct_ser.serialize_field("CHAT", v)?;
                }
                client_frame::Command::React(v) => {
                    struct_ser.serialize_field("REACT", v)?;
                }
                client_frame::Command::DirectMessage(v) => {
                    struct_ser.serialize_field("DIRECT_MESSAGE", v)?;
                }
                client_frame::Command::Block(v) => {
                    struct_ser.serialize_field("BLOCK", v)?;
                }
                client_frame::Command::WatchUsers(v) => {
                    struct_ser.serialize_field("WATCH_USERS", v)?;
                }
                client_frame::Command::TimerConfigure(v) => {
                    struct_ser.serialize_field("TIMER_CONFIGURE", v)?;
                }
                client_frame::Command::TimerStart(v) => {
                    struct_ser.serialize_field("TIMER_START", v)?;
                }
                client_frame::Command::TimerPause(v) => {
                    struct_ser.serialize_field("TIMER_PAUSE", v)?;
                }
                client_frame::Command::TimerReset(v) => {
                    struct_ser.serialize_field("TIMER_RESET", v)?;
                }
                client_frame::Command::TimerSkip(v) => {
                    struct_ser.serialize_field("TIMER_SKIP", v)?;
                }
                client_frame::Command::Ping(v) => {
                    struct_ser.serialize_field("PING", v)?;
                }
                client_frame::Command::Resync(v) => {
                    struct_ser.serialize_field("RESYNC", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ClientFrame {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "PLAY",
            "PAUSE",
            "SEEK",
            "SET_RATE",
            "SETRATE",
            "CHANGE_VIDEO",
            "CHANGEVIDEO",
            "SKIP",
            "VOTE_SKIP",
            "VOTESKIP",
            "ADD",
            "REMOVE",
            "MOVE",
            "SHUFFLE",
            "CLEAR",
            "VOTE",
            "UNDO",
            "RENAME",
            "STATUS",
            "TRANSFER_LEADER",
            "TRANSFERLEADER",
            "SET_ROLE",
            "SETROLE",
            "KICK",
            "UNBAN",
            "MUTE",
            "SET_POLICY",
            "SETPOLICY",
            "LEAVE",
            "CHAT",
            "REACT",
            "DIRECT_MESSAGE",
            "DIRECTMESSAGE",
            "BLOCK",
            "WATCH_USERS",
            "WATCHUSERS",
            "TIMER_CONFIGURE",
            "TIMERCONFIGURE",
            "TIMER_START",
            "TIMERSTART",
            "TIMER_PAUSE",
            "TIMERPAUSE",
            "TIMER_RESET",
            "TIMERRESET",
            "TIMER_SKIP",
            "TIMERSKIP",
            "PING",
            "RESYNC",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Play,
            Pause,
            Seek,
            SetRate,
            ChangeVideo,
            Skip,
            VoteSkip,
            Add,
            Remove,
            Move,
            Shuffle,
            Clear,
            Vote,
            Undo,
            Rename,
            Status,
            TransferLeader,
            SetRole,
            Kick,
            Unban,
            Mute,
            SetPolicy,
            Leave,
            Chat,
            React,
            DirectMessage,
            Block,
            WatchUsers,
            TimerConfigure,
            TimerStart,
            TimerPause,
            TimerReset,
            TimerSkip,
            Ping,
            Resync,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "PLAY" => Ok(GeneratedField::Play),
                            "PAUSE" => Ok(GeneratedField::Pause),
                            "SEEK" => Ok(GeneratedField::Seek),
                            "SETRATE" | "SET_RATE" => Ok(GeneratedField::SetRate),
                            "CHANGEVIDEO" | "CHANGE_VIDEO" => Ok(GeneratedField::ChangeVideo),
                            "SKIP" => Ok(GeneratedField::Skip),
                            "VOTESKIP" | "VOTE_SKIP" => Ok(GeneratedField::VoteSkip),
                            "ADD" => Ok(GeneratedField::Add),
                            "REMOVE" => Ok(GeneratedField::Remove),
                            "MOVE" => Ok(GeneratedField::Move),
                            "SHUFFLE" => Ok(GeneratedField::Shuffle),
                            "CLEAR" => Ok(GeneratedField::Clear),
                            "VOTE" => Ok(GeneratedField::Vote),
                            "UNDO" => Ok(GeneratedField::Undo),
                            "RENAME" => Ok(GeneratedField::Rename),
                            "STATUS" => Ok(GeneratedField::Status),
                            "TRANSFERLEADER" | "TRANSFER_LEADER" => Ok(GeneratedField::TransferLeader),
                            "SETROLE" | "SET_ROLE" => Ok(GeneratedField::SetRole),
                            "KICK" => Ok(GeneratedField::Kick),
                            "UNBAN" => Ok(GeneratedField::Unban),
                            "MUTE" => Ok(GeneratedField::Mute),
                            "SETPOLICY" | "SET_POLICY" => Ok(GeneratedField::SetPolicy),
                            "LEAVE" => Ok(GeneratedField::Leave),
                            "CHAT" => Ok(GeneratedField::Chat),
                            "REACT" => Ok(GeneratedField::React),
                            "DIRECTMESSAGE" | "DIRECT_MESSAGE" => Ok(GeneratedField::DirectMessage),
                            "BLOCK" => Ok(GeneratedField::Block),
                            "WATCHUSERS" | "WATCH_USERS" => Ok(GeneratedField::WatchUsers),
                            "TIMERCONFIGURE" | "TIMER_CONFIGURE" => Ok(GeneratedField::TimerConfigure),
                            "TIMERSTART" | "TIMER_START" => Ok(GeneratedField::TimerStart),
                            "TIMERPAUSE" | "TIMER_PAUSE" => Ok(GeneratedField::TimerPause),
                            "TIMERRESET" | "TIMER_RESET" => Ok(GeneratedField::TimerReset),
                            "TIMERSKIP" | "TIMER_SKIP" => Ok(GeneratedField::TimerSkip),
                            "PING" => Ok(GeneratedField::Ping),
                            "RESYNC" => Ok(GeneratedField::Resync),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ClientFrame;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.ClientFrame")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ClientFrame, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut command__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Play => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("PLAY"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Play)
;
                        }
                        GeneratedField::Pause => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("PAUSE"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Pause)
;
                        }
                        GeneratedField::Seek => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("SEEK"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Seek)
;
                        }
                        GeneratedField::SetRate => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("SETRATE"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::SetRate)
;
                        }
                        GeneratedField::ChangeVideo => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("CHANGEVIDEO"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::ChangeVideo)
;
                        }
                        GeneratedField::Skip => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("SKIP"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Skip)
;
                        }
                        GeneratedField::VoteSkip => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("VOTESKIP"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::VoteSkip)
;
                        }
                        GeneratedField::Add => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ADD"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Add)
;
                        }
                        GeneratedField::Remove => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("REMOVE"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Remove)
;
                        }
                        GeneratedField::Move => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("MOVE"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Move)
;
                        }
                        GeneratedField::Shuffle => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("SHUFFLE"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Shuffle)
;
                        }
                        GeneratedField::Clear => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("CLEAR"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Clear)
;
                        }
                        GeneratedField::Vote => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("VOTE"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Vote)
;
                        }
                        GeneratedField::Undo => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("UNDO"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Undo)
;
                        }
                        GeneratedField::Rename => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("RENAME"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Rename)
;
                        }
                        GeneratedField::Status => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("STATUS"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Status)
;
                        }
                        GeneratedField::TransferLeader => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("TRANSFERLEADER"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::TransferLeader)
;
                        }
                        GeneratedField::SetRole => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("SETROLE"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::SetRole)
;
                        }
                        GeneratedField::Kick => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("KICK"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Kick)
;
                        }
                        GeneratedField::Unban => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("UNBAN"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Unban)
;
                        }
                        GeneratedField::Mute => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("MUTE"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Mute)
;
                        }
                        GeneratedField::SetPolicy => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("SETPOLICY"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::SetPolicy)
;
                        }
                        GeneratedField::Leave => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("LEAVE"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Leave)
;
                        }
                        GeneratedField::Chat => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("CHAT"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Chat)
;
                        }
                        GeneratedField::React => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("REACT"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::React)
;
                        }
                        GeneratedField::DirectMessage => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("DIRECTMESSAGE"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::DirectMessage)
;
                        }
                        GeneratedField::Block => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("BLOCK"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Block)
;
                        }
                        GeneratedField::WatchUsers => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("WATCHUSERS"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::WatchUsers)
;
                        }
                        GeneratedField::TimerConfigure => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("TIMERCONFIGURE"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::TimerConfigure)
;
                        }
                        GeneratedField::TimerStart => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("TIMERSTART"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::TimerStart)
;
                        }
                        GeneratedField::TimerPause => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("TIMERPAUSE"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::TimerPause)
;
                        }
                        GeneratedField::TimerReset => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("TIMERRESET"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::TimerReset)
;
                        }
                        GeneratedField::TimerSkip => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("TIMERSKIP"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::TimerSkip)
;
                        }
                        GeneratedField::Ping => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("PING"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Ping)
;
                        }
                        GeneratedField::Resync => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("RESYNC"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(client_frame::Command::Resync)
;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ClientFrame {
                    id: id__.unwrap_or_default(),
                    command: command__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.ClientFrame", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DirectMessage {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.DirectMessage", len)?;
        if true {
            struct_ser.serialize_field("message_id", &self.message_id)?;
        }
        if let Some(v) = self.from.as_ref() {
            struct_ser.serialize_field("from", v)?;
        }
        if let Some(v) = self.to.as_ref() {
            struct_ser.serialize_field("to", v)?;
        }
        if true {
            struct_ser.serialize_field("text", &self.text)?;
        }
        if true {
            struct_ser.serialize_field("at", &self.at)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for DirectMessage {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "message_id",
            "messageId",
            "from",
            "to",
            "text",
            "at",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MessageId,
            From,
            To,
            Text,
            At,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messageId" | "message_id" => Ok(GeneratedField::MessageId),
                            "from" => Ok(GeneratedField::From),
                            "to" => Ok(GeneratedField::To),
                            "text" => Ok(GeneratedField::Text),
                            "at" => Ok(GeneratedField::At),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = DirectMessage;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.DirectMessage")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DirectMessage, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut message_id__ = None;
                let mut from__ = None;
                let mut to__ = None;
                let mut text__ = None;
                let mut at__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MessageId => {
                            if message_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageId"));
                            }
                            message_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::From => {
                            if from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("from"));
                            }
                            from__ = map_.next_value()?;
                        }
                        GeneratedField::To => {
                            if to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("to"));
                            }
                            to__ = map_.next_value()?;
                        }
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                        GeneratedField::At => {
                            if at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("at"));
                            }
                            at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(DirectMessage {
                    message_id: message_id__.unwrap_or_default(),
                    from: from__,
                    to: to__,
                    text: text__.unwrap_or_default(),
                    at: at__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.DirectMessage", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Error {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Error", len)?;
        if true {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if true {
            struct_ser.serialize_field("code", &self.code)?;
        }
        if true {
            struct_ser.serialize_field("detail", &self.detail)?;
        }
        if true {
            struct_ser.serialize_field("retry_after", &self.retry_after)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Error {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "code",
            "detail",
            "retry_after",
            "retryAfter",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Code,
            Detail,
            RetryAfter,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "code" => Ok(GeneratedField::Code),
                            "detail" => Ok(GeneratedField::Detail),
                            "retryAfter" | "retry_after" => Ok(GeneratedField::RetryAfter),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Error;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Error")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Error, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut code__ = None;
                let mut detail__ = None;
                let mut retry_after__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Code => {
                            if code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("code"));
                            }
                            code__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Detail => {
                            if detail__.is_some() {
                                return Err(serde::de::Error::duplicate_field("detail"));
                            }
                            detail__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RetryAfter => {
                            if retry_after__.is_some() {
                                return Err(serde::de::Error::duplicate_field("retryAfter"));
                            }
                            retry_after__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Error {
                    id: id__.unwrap_or_default(),
                    code: code__.unwrap_or_default(),
                    detail: detail__.unwrap_or_default(),
                    retry_after: retry_after__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Error", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Event {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if self.event.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Event", len)?;
        if true {
            struct_ser.serialize_field("epoch", &self.epoch)?;
        }
        if true {
            struct_ser.serialize_field("revision", &self.revision)?;
        }
        if true {
            struct_ser.serialize_field("at", &self.at)?;
        }
        if true {
            struct_ser.serialize_field("by", &self.by)?;
        }
        if true {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.event.as_ref() {
            match v {
                event::Event::Play(v) => {
                    struct_ser.serialize_field("PLAY", v)?;
                }
                event::Event::Pause(v) => {
                    struct_ser.serialize_field("PAUSE", v)?;
                }
                event::Event::Seek(v) => {
                    struct_ser.serialize_field("SEEK", v)?;
                }
                event::Event::SetRate(v) => {
                    struct_ser.serialize_field("SET_RATE", v)?;
                }
                event::Event::ChangeVideo(v) => {
                    struct_ser.serialize_field("CHANGE_VIDEO", v)?;
                }
                event::Event::UpdateQueue(v) => {
                    struct_ser.serialize_field("UPDATE_QUEUE", v)?;
                }
                event::Event::Votes(v) => {
                    struct_ser.serialize_field("VOTES", v)?;
                }
                event::Event::ItemUpdated(v) => {
                    struct_ser.serialize_field("ITEM_UPDATED", v)?;
                }
                event::Event::MemberJoined(v) => {
                    struct_ser.serialize_field("MEMBER_JOINED", v)?;
                }
                event::Event::MemberLeft(v) => {
                    struct_ser.serialize_field("MEMBER_LEFT", v)?;
                }
                event::Event::MemberRenamed(v) => {
                    struct_ser.serialize_field("MEMBER_RENAMED", v)?;
                }
                event::Event::MemberUpdated(v) => {
                    struct_ser.serialize_field("MEMBER_UPDATED", v)?;
                }
                event::Event::LeaderChanged(v) => {
                    struct_ser.serialize_field("LEADER_CHANGED", v)?;
                }
                event::Event::MemberKicked(v) => {
                    struct_ser.serialize_field("MEMBER_KICKED", v)?;
                }
                event::Event::PolicyChanged(v) => {
                    struct_ser.serialize_field("POLICY_CHANGED", v)?;
                }
                event::Event::Chat(v) => {
                    struct_ser.serialize_field("CHAT", v)?;
                }
                event::Event::Reaction(v) => {
                    struct_ser.serialize_field("REACTION", v)?;
                }
                event::Event::Timer(v) => {
                    struct_ser.serialize_field("TIMER", v)?;
                }
                event::Event::RoomUpdated(v) => {
                    struct_ser.serialize_field("ROOM_UPDATED", v)?;
                }
                event::Event::RoomClosed(v) => {
                    struct_ser.serialize_field("ROOM_CLOSED", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Event {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "epoch",
            "revision",
            "at",
            "by",
            "id",
            "PLAY",
            "PAUSE",
            "SEEK",
            "SET_RATE",
            "SETRATE",
            "CHANGE_VIDEO",
            "CHANGEVIDEO",
            "UPDATE_QUEUE",
            "UPDATEQUEUE",
            "VOTES",
            "ITEM_UPDATED",
            "ITEMUPDATED",
            "MEMBER_JOINED",
            "MEMBERJOINED",
            "MEMBER_LEFT",
            "MEMBERLEFT",
            "MEMBER_RENAMED",
            "MEMBERRENAMED",
            "MEMBER_UPDATED",
            "MEMBERUPDATED",
            "LEADER_CHANGED",
            "LEADERCHANGED",
            "MEMBER_KICKED",
            "MEMBERKICKED",
            "POLICY_CHANGED",
            "POLICYCHANGED",
            "CHAT",
            "REACTION",
            "TIMER",
            "ROOM_UPDATED",
            "ROOMUPDATED",
            "ROOM_CLOSED",
            "ROOMCLOSED",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Epoch,
            Revision,
            At,
            By,
            Id,
            Play,
            Pause,
            Seek,
            SetRate,
            ChangeVideo,
            UpdateQueue,
            Votes,
            ItemUpdated,
            MemberJoined,
            MemberLeft,
            MemberRenamed,
            MemberUpdated,
            LeaderChanged,
            MemberKicked,
            PolicyChanged,
            Chat,
            Reaction,
            Timer,
            RoomUpdated,
            RoomClosed,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "epoch" => Ok(GeneratedField::Epoch),
                            "revision" => Ok(GeneratedField::Revision),
                            "at" => Ok(GeneratedField::At),
                            "by" => Ok(GeneratedField::By),
                            "id" => Ok(GeneratedField::Id),
                            "PLAY" => Ok(GeneratedField::Play),
                            "PAUSE" => Ok(GeneratedField::Pause),
                            "SEEK" => Ok(GeneratedField::Seek),
                            "SETRATE" | "SET_RATE" => Ok(GeneratedField::SetRate),
                            "CHANGEVIDEO" | "CHANGE_VIDEO" => Ok(GeneratedField::ChangeVideo),
                            "UPDATEQUEUE" | "UPDATE_QUEUE" => Ok(GeneratedField::UpdateQueue),
                            "VOTES" => Ok(GeneratedField::Votes),
                            "ITEMUPDATED" | "ITEM_UPDATED" => Ok(GeneratedField::ItemUpdated),
                            "MEMBERJOINED" | "MEMBER_JOINED" => Ok(GeneratedField::MemberJoined),
                            "MEMBERLEFT" | "MEMBER_LEFT" => Ok(GeneratedField::MemberLeft),
                            "MEMBERRENAMED" | "MEMBER_RENAMED" => Ok(GeneratedField::MemberRenamed),
                            "MEMBERUPDATED" | "MEMBER_UPDATED" => Ok(GeneratedField::MemberUpdated),
                            "LEADERCHANGED" | "LEADER_CHANGED" => Ok(GeneratedField::LeaderChanged),
                            "MEMBERKICKED" | "MEMBER_KICKED" => Ok(GeneratedField::MemberKicked),
                            "POLICYCHANGED" | "POLICY_CHANGED" => Ok(GeneratedField::PolicyChanged),
                            "CHAT" => Ok(GeneratedField::Chat),
                            "REACTION" => Ok(GeneratedField::Reaction),
                            "TIMER" => Ok(GeneratedField::Timer),
                            "ROOMUPDATED" | "ROOM_UPDATED" => Ok(GeneratedField::RoomUpdated),
                            "ROOMCLOSED" | "ROOM_CLOSED" => Ok(GeneratedField::RoomClosed),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Event;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Event")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Event, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut epoch__ = None;
                let mut revision__ = None;
                let mut at__ = None;
                let mut by__ = None;
                let mut id__ = None;
                let mut event__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Revision => {
                            if revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revision"));
                            }
                            revision__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::At => {
                            if at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("at"));
                            }
                            at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::By => {
                            if by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("by"));
                            }
                            by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Play => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("PLAY"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::Play)
;
                        }
                        GeneratedField::Pause => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("PAUSE"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::Pause)
;
                        }
                        GeneratedField::Seek => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("SEEK"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::Seek)
;
                        }
                        GeneratedField::SetRate => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("SETRATE"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::SetRate)
;
                        }
                        GeneratedField::ChangeVideo => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("CHANGEVIDEO"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::ChangeVideo)
;
                        }
                        GeneratedField::UpdateQueue => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("UPDATEQUEUE"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::UpdateQueue)
;
                        }
                        GeneratedField::Votes => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("VOTES"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::Votes)
;
                        }
                        GeneratedField::ItemUpdated => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ITEMUPDATED"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::ItemUpdated)
;
                        }
                        GeneratedField::MemberJoined => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("MEMBERJOINED"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::MemberJoined)
;
                        }
                        GeneratedField::MemberLeft => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("MEMBERLEFT"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::MemberLeft)
;
                        }
                        GeneratedField::MemberRenamed => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("MEMBERRENAMED"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::MemberRenamed)
;
                        }
                        GeneratedField::MemberUpdated => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("MEMBERUPDATED"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::MemberUpdated)
;
                        }
                        GeneratedField::LeaderChanged => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("LEADERCHANGED"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::LeaderChanged)
;
                        }
                        GeneratedField::MemberKicked => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("MEMBERKICKED"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::MemberKicked)
;
                        }
                        GeneratedField::PolicyChanged => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("POLICYCHANGED"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::PolicyChanged)
;
                        }
                        GeneratedField::Chat => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("CHAT"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::Chat)
;
                        }
                        GeneratedField::Reaction => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("REACTION"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::Reaction)
;
                        }
                        GeneratedField::Timer => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("TIMER"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::Timer)
;
                        }
                        GeneratedField::RoomUpdated => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ROOMUPDATED"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::RoomUpdated)
;
                        }
                        GeneratedField::RoomClosed => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ROOMCLOSED"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Event::RoomClosed)
;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Event {
                    epoch: epoch__.unwrap_or_default(),
                    revision: revision__.unwrap_or_default(),
                    at: at__.unwrap_or_default(),
                    by: by__.unwrap_or_default(),
                    id: id__.unwrap_or_default(),
                    event: event__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Event", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Features {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Features", len)?;
        if true {
            struct_ser.serialize_field("plan", &self.plan)?;
        }
        if true {
            struct_ser.serialize_field("features", &self.features)?;
        }
        if let Some(v) = self.limits.as_ref() {
            struct_ser.serialize_field("limits", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Features {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "plan",
            "features",
            "limits",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Plan,
            Features,
            Limits,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "plan" => Ok(GeneratedField::Plan),
                            "features" => Ok(GeneratedField::Features),
                            "limits" => Ok(GeneratedField::Limits),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Features;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Features")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Features, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut plan__ = None;
                let mut features__ = None;
                let mut limits__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Plan => {
                            if plan__.is_some() {
                                return Err(serde::de::Error::duplicate_field("plan"));
                            }
                            plan__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Features => {
                            if features__.is_some() {
                                return Err(serde::de::Error::duplicate_field("features"));
                            }
                            features__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Limits => {
                            if limits__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limits"));
                            }
                            limits__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Features {
                    plan: plan__.unwrap_or_default(),
                    features: features__.unwrap_or_default(),
                    limits: limits__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Features", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Goodbye {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Goodbye", len)?;
        if true {
            struct_ser.serialize_field("code", &self.code)?;
        }
        if true {
            struct_ser.serialize_field("detail", &self.detail)?;
        }
        if true {
            struct_ser.serialize_field("retry_after", &self.retry_after)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Goodbye {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "code",
            "detail",
            "retry_after",
            "retryAfter",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Code,
            Detail,
            RetryAfter,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "code" => Ok(GeneratedField::Code),
                            "detail" => Ok(GeneratedField::Detail),
                            "retryAfter" | "retry_after" => Ok(GeneratedField::RetryAfter),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Goodbye;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Goodbye")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Goodbye, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut code__ = None;
                let mut detail__ = None;
                let mut retry_after__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Code => {
                            if code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("code"));
                            }
                            code__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Detail => {
                            if detail__.is_some() {
                                return Err(serde::de::Error::duplicate_field("detail"));
                            }
                            detail__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RetryAfter => {
                            if retry_after__.is_some() {
                                return Err(serde::de::Error::duplicate_field("retryAfter"));
                            }
                            retry_after__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Goodbye {
                    code: code__.unwrap_or_default(),
                    detail: detail__.unwrap_or_default(),
                    retry_after: retry_after__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Goodbye", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Heartbeat {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Heartbeat", len)?;
        if true {
            struct_ser.serialize_field("server_time", &self.server_time)?;
        }
        if true {
            struct_ser.serialize_field("epoch", &self.epoch)?;
        }
        if true {
            struct_ser.serialize_field("revision", &self.revision)?;
        }
        if true {
            struct_ser.serialize_field("playing", &self.playing)?;
        }
        if true {
            struct_ser.serialize_field("position", &self.position)?;
        }
        if let Some(v) = self.timer.as_ref() {
            struct_ser.serialize_field("timer", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Heartbeat {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "server_time",
            "serverTime",
            "epoch",
            "revision",
            "playing",
            "position",
            "timer",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ServerTime,
            Epoch,
            Revision,
            Playing,
            Position,
            Timer,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "serverTime" | "server_time" => Ok(GeneratedField::ServerTime),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "revision" => Ok(GeneratedField::Revision),
                            "playing" => Ok(GeneratedField::Playing),
                            "position" => Ok(GeneratedField::Position),
                            "timer" => Ok(GeneratedField::Timer),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Heartbeat;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Heartbeat")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Heartbeat, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut server_time__ = None;
                let mut epoch__ = None;
                let mut revision__ = None;
                let mut playing__ = None;
                let mut position__ = None;
                let mut timer__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ServerTime => {
                            if server_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("serverTime"));
                            }
                            server_time__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Revision => {
                            if revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revision"));
                            }
                            revision__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Playing => {
                            if playing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("playing"));
                            }
                            playing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Timer => {
                            if timer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timer"));
                            }
                            timer__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Heartbeat {
                    server_time: server_time__.unwrap_or_default(),
                    epoch: epoch__.unwrap_or_default(),
                    revision: revision__.unwrap_or_default(),
                    playing: playing__.unwrap_or_default(),
                    position: position__.unwrap_or_default(),
                    timer: timer__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Heartbeat", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for HistoryEntry {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.HistoryEntry", len)?;
        struct_ser.serialize_field("item", &self.item)?;
        if true {
            struct_ser.serialize_field("position", &self.position)?;
        }
        if true {
            struct_ser.serialize_field("at", &self.at)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for HistoryEntry {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "item",
            "position",
            "at",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Item,
            Position,
            At,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "item" => Ok(GeneratedField::Item),
                            "position" => Ok(GeneratedField::Position),
                            "at" => Ok(GeneratedField::At),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = HistoryEntry;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.HistoryEntry")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<HistoryEntry, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut item__ = None;
                let mut position__ = None;
                let mut at__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Item => {
                            if item__.is_some() {
                                return Err(serde::de::Error::duplicate_field("item"));
                            }
                            item__ = map_.next_value()?;
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::At => {
                            if at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("at"));
                            }
                            at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(HistoryEntry {
                    item: item__,
                    position: position__.unwrap_or_default(),
                    at: at__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.HistoryEntry", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Item {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Item", len)?;
        if true {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if true {
            struct_ser.serialize_field("provider", &self.provider)?;
        }
        if true {
            struct_ser.serialize_field("media_id", &self.media_id)?;
        }
        if true {
            struct_ser.serialize_field("url", &self.url)?;
        }
        if true {
            struct_ser.serialize_field("title", &self.title)?;
        }
        if true {
            struct_ser.serialize_field("channel", &self.channel)?;
        }
        if true {
            struct_ser.serialize_field("duration", &self.duration)?;
        }
        if true {
            struct_ser.serialize_field("thumbnail_url", &self.thumbnail_url)?;
        }
        if true {
            struct_ser.serialize_field("live", &self.live)?;
        }
        if true {
            struct_ser.serialize_field("added_by", &self.added_by)?;
        }
        if true {
            struct_ser.serialize_field("votes", &self.votes)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Item {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "provider",
            "media_id",
            "mediaId",
            "url",
            "title",
            "channel",
            "duration",
            "thumbnail_url",
            "thumbnailUrl",
            "live",
            "added_by",
            "addedBy",
            "votes",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Provider,
            MediaId,
            Url,
            Title,
            Channel,
            Duration,
            ThumbnailUrl,
            Live,
            AddedBy,
            Votes,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "provider" => Ok(GeneratedField::Provider),
                            "mediaId" | "media_id" => Ok(GeneratedField::MediaId),
                            "url" => Ok(GeneratedField::Url),
                            "title" => Ok(GeneratedField::Title),
                            "channel" => Ok(GeneratedField::Channel),
                            "duration" => Ok(GeneratedField::Duration),
                            "thumbnailUrl" | "thumbnail_url" => Ok(GeneratedField::ThumbnailUrl),
                            "live" => Ok(GeneratedField::Live),
                            "addedBy" | "added_by" => Ok(GeneratedField::AddedBy),
                            "votes" => Ok(GeneratedField::Votes),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Item;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Item")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Item, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut provider__ = None;
                let mut media_id__ = None;
                let mut url__ = None;
                let mut title__ = None;
                let mut channel__ = None;
                let mut duration__ = None;
                let mut thumbnail_url__ = None;
                let mut live__ = None;
                let mut added_by__ = None;
                let mut votes__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Provider => {
                            if provider__.is_some() {
                                return Err(serde::de::Error::duplicate_field("provider"));
                            }
                            provider__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MediaId => {
                            if media_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mediaId"));
                            }
                            media_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Url => {
                            if url__.is_some() {
                                return Err(serde::de::Error::duplicate_field("url"));
                            }
                            url__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Title => {
                            if title__.is_some() {
                                return Err(serde::de::Error::duplicate_field("title"));
                            }
                            title__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Channel => {
                            if channel__.is_some() {
                                return Err(serde::de::Error::duplicate_field("channel"));
                            }
                            channel__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Duration => {
                            if duration__.is_some() {
                                return Err(serde::de::Error::duplicate_field("duration"));
                            }
                            duration__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ThumbnailUrl => {
                            if thumbnail_url__.is_some() {
                                return Err(serde::de::Error::duplicate_field("thumbnailUrl"));
                            }
                            thumbnail_url__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Live => {
                            if live__.is_some() {
                                return Err(serde::de::Error::duplicate_field("live"));
                            }
                            live__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AddedBy => {
                            if added_by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("addedBy"));
                            }
                            added_by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Votes => {
                            if votes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("votes"));
                            }
                            votes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Item {
                    id: id__.unwrap_or_default(),
                    provider: provider__.unwrap_or_default(),
                    media_id: media_id__.unwrap_or_default(),
                    url: url__.unwrap_or_default(),
                    title: title__.unwrap_or_default(),
                    channel: channel__.unwrap_or_default(),
                    duration: duration__.unwrap_or_default(),
                    thumbnail_url: thumbnail_url__.unwrap_or_default(),
                    live: live__.unwrap_or_default(),
                    added_by: added_by__.unwrap_or_default(),
                    votes: votes__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Item", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ItemUpdated {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.ItemUpdated", len)?;
        struct_ser.serialize_field("item", &self.item)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ItemUpdated {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "item",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Item,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "item" => Ok(GeneratedField::Item),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ItemUpdated;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.ItemUpdated")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ItemUpdated, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut item__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Item => {
                            if item__.is_some() {
                                return Err(serde::de::Error::duplicate_field("item"));
                            }
                            item__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ItemUpdated {
                    item: item__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.ItemUpdated", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Kick {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Kick", len)?;
        if true {
            struct_ser.serialize_field("member_id", &self.member_id)?;
        }
        if true {
            struct_ser.serialize_field("ban", &self.ban)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Kick {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "member_id",
            "memberId",
            "ban",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MemberId,
            Ban,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "memberId" | "member_id" => Ok(GeneratedField::MemberId),
                            "ban" => Ok(GeneratedField::Ban),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Kick;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Kick")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Kick, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut member_id__ = None;
                let mut ban__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MemberId => {
                            if member_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberId"));
                            }
                            member_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Ban => {
                            if ban__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ban"));
                            }
                            ban__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Kick {
                    member_id: member_id__.unwrap_or_default(),
                    ban: ban__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Kick", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for LeaderChanged {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.LeaderChanged", len)?;
        if true {
            struct_ser.serialize_field("member_id", &self.member_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for LeaderChanged {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "member_id",
            "memberId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MemberId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "memberId" | "member_id" => Ok(GeneratedField::MemberId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = LeaderChanged;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.LeaderChanged")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<LeaderChanged, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut member_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MemberId => {
                            if member_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberId"));
                            }
                            member_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(LeaderChanged {
                    member_id: member_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.LeaderChanged", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Leave {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("matinee.sync.v1.Leave", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Leave {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Leave;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Leave")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Leave, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(Leave {
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Leave", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Limits {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Limits", len)?;
        if true {
            struct_ser.serialize_field("frame_bytes", &self.frame_bytes)?;
        }
        if true {
            struct_ser.serialize_field("nickname", &self.nickname)?;
        }
        if true {
            struct_ser.serialize_field("chat", &self.chat)?;
        }
        if true {
            struct_ser.serialize_field("room_name", &self.room_name)?;
        }
        if true {
            struct_ser.serialize_field("members_max", &self.members_max)?;
        }
        if true {
            struct_ser.serialize_field("queue_max", &self.queue_max)?;
        }
        if true {
            struct_ser.serialize_field("playlists_max", &self.playlists_max)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Limits {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "frame_bytes",
            "frameBytes",
            "nickname",
            "chat",
            "room_name",
            "roomName",
            "members_max",
            "membersMax",
            "queue_max",
            "queueMax",
            "playlists_max",
            "playlistsMax",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            FrameBytes,
            Nickname,
            Chat,
            RoomName,
            MembersMax,
            QueueMax,
            PlaylistsMax,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "frameBytes" | "frame_bytes" => Ok(GeneratedField::FrameBytes),
                            "nickname" => Ok(GeneratedField::Nickname),
                            "chat" => Ok(GeneratedField::Chat),
                            "roomName" | "room_name" => Ok(GeneratedField::RoomName),
                            "membersMax" | "members_max" => Ok(GeneratedField::MembersMax),
                            "queueMax" | "queue_max" => Ok(GeneratedField::QueueMax),
                            "playlistsMax" | "playlists_max" => Ok(GeneratedField::PlaylistsMax),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Limits;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Limits")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Limits, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut frame_bytes__ = None;
                let mut nickname__ = None;
                let mut chat__ = None;
                let mut room_name__ = None;
                let mut members_max__ = None;
                let mut queue_max__ = None;
                let mut playlists_max__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::FrameBytes => {
                            if frame_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("frameBytes"));
                            }
                            frame_bytes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Nickname => {
                            if nickname__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nickname"));
                            }
                            nickname__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Chat => {
                            if chat__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chat"));
                            }
                            chat__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::RoomName => {
                            if room_name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("roomName"));
                            }
                            room_name__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::MembersMax => {
                            if members_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("membersMax"));
                            }
                            members_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::QueueMax => {
                            if queue_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queueMax"));
                            }
                            queue_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::PlaylistsMax => {
                            if playlists_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("playlistsMax"));
                            }
                            playlists_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Limits {
                    frame_bytes: frame_bytes__.unwrap_or_default(),
                    nickname: nickname__.unwrap_or_default(),
                    chat: chat__.unwrap_or_default(),
                    room_name: room_name__.unwrap_or_default(),
                    members_max: members_max__.unwrap_or_default(),
                    queue_max: queue_max__.unwrap_or_default(),
                    playlists_max: playlists_max__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Limits", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Member {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Member", len)?;
        if true {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if true {
            struct_ser.serialize_field("user_id", &self.user_id)?;
        }
        if true {
            struct_ser.serialize_field("nickname", &self.nickname)?;
        }
        if true {
            struct_ser.serialize_field("role", &self.role)?;
        }
        if true {
            struct_ser.serialize_field("guest", &self.guest)?;
        }
        if true {
            struct_ser.serialize_field("avatar_url", &self.avatar_url)?;
        }
        if true {
            struct_ser.serialize_field("joined_at", &self.joined_at)?;
        }
        if true {
            struct_ser.serialize_field("state", &self.state)?;
        }
        if true {
            struct_ser.serialize_field("muted", &self.muted)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Member {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "user_id",
            "userId",
            "nickname",
            "role",
            "guest",
            "avatar_url",
            "avatarUrl",
            "joined_at",
            "joinedAt",
            "state",
            "muted",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            UserId,
            Nickname,
            Role,
            Guest,
            AvatarUrl,
            JoinedAt,
            State,
            Muted,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "userId" | "user_id" => Ok(GeneratedField::UserId),
                            "nickname" => Ok(GeneratedField::Nickname),
                            "role" => Ok(GeneratedField::Role),
                            "guest" => Ok(GeneratedField::Guest),
                            "avatarUrl" | "avatar_url" => Ok(GeneratedField::AvatarUrl),
                            "joinedAt" | "joined_at" => Ok(GeneratedField::JoinedAt),
                            "state" => Ok(GeneratedField::State),
                            "muted" => Ok(GeneratedField::Muted),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Member;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Member")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Member, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut user_id__ = None;
                let mut nickname__ = None;
                let mut role__ = None;
                let mut guest__ = None;
                let mut avatar_url__ = None;
                let mut joined_at__ = None;
                let mut state__ = None;
                let mut muted__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::UserId => {
                            if user_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("userId"));
                            }
                            user_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Nickname => {
                            if nickname__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nickname"));
                            }
                            nickname__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Role => {
                            if role__.is_some() {
                                return Err(serde::de::Error::duplicate_field("role"));
                            }
                            role__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Guest => {
                            if guest__.is_some() {
                                return Err(serde::de::Error::duplicate_field("guest"));
                            }
                            guest__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AvatarUrl => {
                            if avatar_url__.is_some() {
                                return Err(serde::de::Error::duplicate_field("avatarUrl"));
                            }
                            avatar_url__ = Some(map_.next_value()?);
                        }
                        GeneratedField::JoinedAt => {
                            if joined_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("joinedAt"));
                            }
                            joined_at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Muted => {
                            if muted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("muted"));
                            }
                            muted__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Member {
                    id: id__.unwrap_or_default(),
                    user_id: user_id__.unwrap_or_default(),
                    nickname: nickname__.unwrap_or_default(),
                    role: role__.unwrap_or_default(),
                    guest: guest__.unwrap_or_default(),
                    avatar_url: avatar_url__.unwrap_or_default(),
                    joined_at: joined_at__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    muted: muted__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Member", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for MemberKicked {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.MemberKicked", len)?;
        if true {
            struct_ser.serialize_field("member_id", &self.member_id)?;
        }
        if true {
            struct_ser.serialize_field("banned", &self.banned)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for MemberKicked {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "member_id",
            "memberId",
            "banned",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MemberId,
            Banned,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "memberId" | "member_id" => Ok(GeneratedField::MemberId),
                            "banned" => Ok(GeneratedField::Banned),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = MemberKicked;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.MemberKicked")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<MemberKicked, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut member_id__ = None;
                let mut banned__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MemberId => {
                            if member_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberId"));
                            }
                            member_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Banned => {
                            if banned__.is_some() {
                                return Err(serde::de::Error::duplicate_field("banned"));
                            }
                            banned__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(MemberKicked {
                    member_id: member_id__.unwrap_or_default(),
                    banned: banned__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.MemberKicked", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for MemberLeft {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.MemberLeft", len)?;
        if true {
            struct_ser.serialize_field("member_id", &self.member_id)?;
        }
        if true {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for MemberLeft {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "member_id",
            "memberId",
            "reason",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MemberId,
            Reason,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "memberId" | "member_id" => Ok(GeneratedField::MemberId),
                            "reason" => Ok(GeneratedField::Reason),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = MemberLeft;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.MemberLeft")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<MemberLeft, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut member_id__ = None;
                let mut reason__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MemberId => {
                            if member_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberId"));
                            }
                            member_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(MemberLeft {
                    member_id: member_id__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.MemberLeft", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for MemberRenamed {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.MemberRenamed", len)?;
        if true {
            struct_ser.serialize_field("member_id", &self.member_id)?;
        }
        if true {
            struct_ser.serialize_field("nickname", &self.nickname)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for MemberRenamed {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "member_id",
            "memberId",
            "nickname",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MemberId,
            Nickname,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "memberId" | "member_id" => Ok(GeneratedField::MemberId),
                            "nickname" => Ok(GeneratedField::Nickname),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = MemberRenamed;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.MemberRenamed")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<MemberRenamed, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut member_id__ = None;
                let mut nickname__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MemberId => {
                            if member_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberId"));
                            }
                            member_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Nickname => {
                            if nickname__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nickname"));
                            }
                            nickname__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(MemberRenamed {
                    member_id: member_id__.unwrap_or_default(),
                    nickname: nickname__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.MemberRenamed", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for MemberStatus {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.MemberStatus", len)?;
        if true {
            struct_ser.serialize_field("member_id", &self.member_id)?;
        }
        if true {
            struct_ser.serialize_field("state", &self.state)?;
        }
        if true {
            struct_ser.serialize_field("offset", &self.offset)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for MemberStatus {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "member_id",
            "memberId",
            "state",
            "offset",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MemberId,
            State,
            Offset,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "memberId" | "member_id" => Ok(GeneratedField::MemberId),
                            "state" => Ok(GeneratedField::State),
                            "offset" => Ok(GeneratedField::Offset),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = MemberStatus;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.MemberStatus")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<MemberStatus, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut member_id__ = None;
                let mut state__ = None;
                let mut offset__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MemberId => {
                            if member_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberId"));
                            }
                            member_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Offset => {
                            if offset__.is_some() {
                                return Err(serde::de::Error::duplicate_field("offset"));
                            }
                            offset__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(MemberStatus {
                    member_id: member_id__.unwrap_or_default(),
                    state: state__.unwrap_or_default(),
                    offset: offset__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.MemberStatus", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for MemberUpdated {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.MemberUpdated", len)?;
        if let Some(v) = self.member.as_ref() {
            struct_ser.serialize_field("member", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for MemberUpdated {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "member",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Member,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "member" => Ok(GeneratedField::Member),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = MemberUpdated;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.MemberUpdated")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<MemberUpdated, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut member__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Member => {
                            if member__.is_some() {
                                return Err(serde::de::Error::duplicate_field("member"));
                            }
                            member__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(MemberUpdated {
                    member: member__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.MemberUpdated", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for MembersJoined {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.MembersJoined", len)?;
        if true {
            struct_ser.serialize_field("members", &self.members)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for MembersJoined {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "members",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Members,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "members" => Ok(GeneratedField::Members),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = MembersJoined;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.MembersJoined")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<MembersJoined, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut members__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Members => {
                            if members__.is_some() {
                                return Err(serde::de::Error::duplicate_field("members"));
                            }
                            members__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(MembersJoined {
                    members: members__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.MembersJoined", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Move {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Move", len)?;
        if true {
            struct_ser.serialize_field("item_id", &self.item_id)?;
        }
        if true {
            struct_ser.serialize_field("index", &self.index)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Move {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "item_id",
            "itemId",
            "index",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ItemId,
            Index,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "itemId" | "item_id" => Ok(GeneratedField::ItemId),
                            "index" => Ok(GeneratedField::Index),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Move;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Move")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Move, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut item_id__ = None;
                let mut index__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ItemId => {
                            if item_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("itemId"));
                            }
                            item_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Index => {
                            if index__.is_some() {
                                return Err(serde::de::Error::duplicate_field("index"));
                            }
                            index__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Move {
                    item_id: item_id__.unwrap_or_default(),
                    index: index__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Move", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Mute {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Mute", len)?;
        if true {
            struct_ser.serialize_field("member_id", &self.member_id)?;
        }
        if true {
            struct_ser.serialize_field("muted", &self.muted)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Mute {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "member_id",
            "memberId",
            "muted",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MemberId,
            Muted,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "memberId" | "member_id" => Ok(GeneratedField::MemberId),
                            "muted" => Ok(GeneratedField::Muted),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Mute;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Mute")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Mute, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut member_id__ = None;
                let mut muted__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MemberId => {
                            if member_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberId"));
                            }
                            member_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Muted => {
                            if muted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("muted"));
                            }
                            muted__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Mute {
                    member_id: member_id__.unwrap_or_default(),
                    muted: muted__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Mute", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Pause {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Pause", len)?;
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Pause {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "position",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Position,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "position" => Ok(GeneratedField::Position),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Pause;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Pause")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Pause, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut position__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Pause {
                    position: position__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Pause", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Paused {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Paused", len)?;
        if let Some(v) = self.playback.as_ref() {
            struct_ser.serialize_field("playback", v)?;
        }
        if true {
            struct_ser.serialize_field("position", &self.position)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Paused {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "playback",
            "position",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Playback,
            Position,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "playback" => Ok(GeneratedField::Playback),
                            "position" => Ok(GeneratedField::Position),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Paused;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Paused")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Paused, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut playback__ = None;
                let mut position__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Playback => {
                            if playback__.is_some() {
                                return Err(serde::de::Error::duplicate_field("playback"));
                            }
                            playback__ = map_.next_value()?;
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Paused {
                    playback: playback__,
                    position: position__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Paused", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Ping {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Ping", len)?;
        if true {
            struct_ser.serialize_field("client_time", &self.client_time)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Ping {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "client_time",
            "clientTime",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ClientTime,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "clientTime" | "client_time" => Ok(GeneratedField::ClientTime),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Ping;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Ping")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Ping, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut client_time__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ClientTime => {
                            if client_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clientTime"));
                            }
                            client_time__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Ping {
                    client_time: client_time__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Ping", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Play {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Play", len)?;
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Play {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "position",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Position,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "position" => Ok(GeneratedField::Position),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Play;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Play")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Play, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut position__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Play {
                    position: position__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Play", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Playback {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Playback", len)?;
        struct_ser.serialize_field("item", &self.item)?;
        if true {
            struct_ser.serialize_field("playing", &self.playing)?;
        }
        if true {
            struct_ser.serialize_field("position", &self.position)?;
        }
        if true {
            struct_ser.serialize_field("rate", &self.rate)?;
        }
        if true {
            struct_ser.serialize_field("at", &self.at)?;
        }
        if true {
            struct_ser.serialize_field("waiting", &self.waiting)?;
        }
        if true {
            struct_ser.serialize_field("live_offset", &self.live_offset)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Playback {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "item",
            "playing",
            "position",
            "rate",
            "at",
            "waiting",
            "live_offset",
            "liveOffset",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Item,
            Playing,
            Position,
            Rate,
            At,
            Waiting,
            LiveOffset,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "item" => Ok(GeneratedField::Item),
                            "playing" => Ok(GeneratedField::Playing),
                            "position" => Ok(GeneratedField::Position),
                            "rate" => Ok(GeneratedField::Rate),
                            "at" => Ok(GeneratedField::At),
                            "waiting" => Ok(GeneratedField::Waiting),
                            "liveOffset" | "live_offset" => Ok(GeneratedField::LiveOffset),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Playback;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Playback")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Playback, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut item__ = None;
                let mut playing__ = None;
                let mut position__ = None;
                let mut rate__ = None;
                let mut at__ = None;
                let mut waiting__ = None;
                let mut live_offset__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Item => {
                            if item__.is_some() {
                                return Err(serde::de::Error::duplicate_field("item"));
                            }
                            item__ = map_.next_value()?;
                        }
                        GeneratedField::Playing => {
                            if playing__.is_some() {
                                return Err(serde::de::Error::duplicate_field("playing"));
                            }
                            playing__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Rate => {
                            if rate__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rate"));
                            }
                            rate__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::At => {
                            if at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("at"));
                            }
                            at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Waiting => {
                            if waiting__.is_some() {
                                return Err(serde::de::Error::duplicate_field("waiting"));
                            }
                            waiting__ = Some(map_.next_value()?);
                        }
                        GeneratedField::LiveOffset => {
                            if live_offset__.is_some() {
                                return Err(serde::de::Error::duplicate_field("liveOffset"));
                            }
                            live_offset__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Playback {
                    item: item__,
                    playing: playing__.unwrap_or_default(),
                    position: position__.unwrap_or_default(),
                    rate: rate__.unwrap_or_default(),
                    at: at__.unwrap_or_default(),
                    waiting: waiting__.unwrap_or_default(),
                    live_offset: live_offset__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Playback", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Played {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Played", len)?;
        if let Some(v) = self.playback.as_ref() {
            struct_ser.serialize_field("playback", v)?;
        }
        if true {
            struct_ser.serialize_field("position", &self.position)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Played {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "playback",
            "position",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Playback,
            Position,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "playback" => Ok(GeneratedField::Playback),
                            "position" => Ok(GeneratedField::Position),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Played;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Played")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Played, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut playback__ = None;
                let mut position__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Playback => {
                            if playback__.is_some() {
                                return Err(serde::de::Error::duplicate_field("playback"));
                            }
                            playback__ = map_.next_value()?;
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Played {
                    playback: playback__,
                    position: position__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Played", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Policy {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Policy", len)?;
        if true {
            struct_ser.serialize_field("playback", &self.playback)?;
        }
        if true {
            struct_ser.serialize_field("queue", &self.queue)?;
        }
        if true {
            struct_ser.serialize_field("chat", &self.chat)?;
        }
        if true {
            struct_ser.serialize_field("timer", &self.timer)?;
        }
        if true {
            struct_ser.serialize_field("buffering", &self.buffering)?;
        }
        if true {
            struct_ser.serialize_field("order", &self.order)?;
        }
        if true {
            struct_ser.serialize_field("loop", &self.r#loop)?;
        }
        if true {
            struct_ser.serialize_field("slow_mode", &self.slow_mode)?;
        }
        if true {
            struct_ser.serialize_field("members_max", &self.members_max)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Policy {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "playback",
            "queue",
            "chat",
            "timer",
            "buffering",
            "order",
            "loop",
            "slow_mode",
            "slowMode",
            "members_max",
            "membersMax",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Playback,
            Queue,
            Chat,
            Timer,
            Buffering,
            Order,
            Loop,
            SlowMode,
            MembersMax,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "playback" => Ok(GeneratedField::Playback),
                            "queue" => Ok(GeneratedField::Queue),
                            "chat" => Ok(GeneratedField::Chat),
                            "timer" => Ok(GeneratedField::Timer),
                            "buffering" => Ok(GeneratedField::Buffering),
                            "order" => Ok(GeneratedField::Order),
                            "loop" => Ok(GeneratedField::Loop),
                            "slowMode" | "slow_mode" => Ok(GeneratedField::SlowMode),
                            "membersMax" | "members_max" => Ok(GeneratedField::MembersMax),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Policy;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Policy")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Policy, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut playback__ = None;
                let mut queue__ = None;
                let mut chat__ = None;
                let mut timer__ = None;
                let mut buffering__ = None;
                let mut order__ = None;
                let mut r#loop__ = None;
                let mut slow_mode__ = None;
                let mut members_max__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Playback => {
                            if playback__.is_some() {
                                return Err(serde::de::Error::duplicate_field("playback"));
                            }
                            playback__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Queue => {
                            if queue__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            queue__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Chat => {
                            if chat__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chat"));
                            }
                            chat__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Timer => {
                            if timer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timer"));
                            }
                            timer__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Buffering => {
                            if buffering__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buffering"));
                            }
                            buffering__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Order => {
                            if order__.is_some() {
                                return Err(serde::de::Error::duplicate_field("order"));
                            }
                            order__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Loop => {
                            if r#loop__.is_some() {
                                return Err(serde::de::Error::duplicate_field("loop"));
                            }
                            r#loop__ = Some(map_.next_value()?);
                        }
                        GeneratedField::SlowMode => {
                            if slow_mode__.is_some() {
                                return Err(serde::de::Error::duplicate_field("slowMode"));
                            }
                            slow_mode__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::MembersMax => {
                            if members_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("membersMax"));
                            }
                            members_max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Policy {
                    playback: playback__.unwrap_or_default(),
                    queue: queue__.unwrap_or_default(),
                    chat: chat__.unwrap_or_default(),
                    timer: timer__.unwrap_or_default(),
                    buffering: buffering__.unwrap_or_default(),
                    order: order__.unwrap_or_default(),
                    r#loop: r#loop__.unwrap_or_default(),
                    slow_mode: slow_mode__.unwrap_or_default(),
                    members_max: members_max__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Policy", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PolicyChange {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.PolicyChange", len)?;
        if let Some(v) = self.playback.as_ref() {
            struct_ser.serialize_field("playback", v)?;
        }
        if let Some(v) = self.queue.as_ref() {
            struct_ser.serialize_field("queue", v)?;
        }
        if let Some(v) = self.chat.as_ref() {
            struct_ser.serialize_field("chat", v)?;
        }
        if let Some(v) = self.timer.as_ref() {
            struct_ser.serialize_field("timer", v)?;
        }
        if let Some(v) = self.buffering.as_ref() {
            struct_ser.serialize_field("buffering", v)?;
        }
        if let Some(v) = self.order.as_ref() {
            struct_ser.serialize_field("order", v)?;
        }
        if let Some(v) = self.r#loop.as_ref() {
            struct_ser.serialize_field("loop", v)?;
        }
        if let Some(v) = self.slow_mode.as_ref() {
            struct_ser.serialize_field("slow_mode", v)?;
        }
        if let Some(v) = self.members_max.as_ref() {
            struct_ser.serialize_field("members_max", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PolicyChange {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "playback",
            "queue",
            "chat",
            "timer",
            "buffering",
            "order",
            "loop",
            "slow_mode",
            "slowMode",
            "members_max",
            "membersMax",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Playback,
            Queue,
            Chat,
            Timer,
            Buffering,
            Order,
            Loop,
            SlowMode,
            MembersMax,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "playback" => Ok(GeneratedField::Playback),
                            "queue" => Ok(GeneratedField::Queue),
                            "chat" => Ok(GeneratedField::Chat),
                            "timer" => Ok(GeneratedField::Timer),
                            "buffering" => Ok(GeneratedField::Buffering),
                            "order" => Ok(GeneratedField::Order),
                            "loop" => Ok(GeneratedField::Loop),
                            "slowMode" | "slow_mode" => Ok(GeneratedField::SlowMode),
                            "membersMax" | "members_max" => Ok(GeneratedField::MembersMax),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PolicyChange;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.PolicyChange")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PolicyChange, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut playback__ = None;
                let mut queue__ = None;
                let mut chat__ = None;
                let mut timer__ = None;
                let mut buffering__ = None;
                let mut order__ = None;
                let mut r#loop__ = None;
                let mut slow_mode__ = None;
                let mut members_max__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Playback => {
                            if playback__.is_some() {
                                return Err(serde::de::Error::duplicate_field("playback"));
                            }
                            playback__ = map_.next_value()?;
                        }
                        GeneratedField::Queue => {
                            if queue__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            queue__ = map_.next_value()?;
                        }
                        GeneratedField::Chat => {
                            if chat__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chat"));
                            }
                            chat__ = map_.next_value()?;
                        }
                        GeneratedField::Timer => {
                            if timer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timer"));
                            }
                            timer__ = map_.next_value()?;
                        }
                        GeneratedField::Buffering => {
                            if buffering__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buffering"));
                            }
                            buffering__ = map_.next_value()?;
                        }
                        GeneratedField::Order => {
                            if order__.is_some() {
                                return Err(serde::de::Error::duplicate_field("order"));
                            }
                            order__ = map_.next_value()?;
                        }
                        GeneratedField::Loop => {
                            if r#loop__.is_some() {
                                return Err(serde::de::Error::duplicate_field("loop"));
                            }
                            r#loop__ = map_.next_value()?;
                        }
                        GeneratedField::SlowMode => {
                            if slow_mode__.is_some() {
                                return Err(serde::de::Error::duplicate_field("slowMode"));
                            }
                            slow_mode__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::MembersMax => {
                            if members_max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("membersMax"));
                            }
                            members_max__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(PolicyChange {
                    playback: playback__,
                    queue: queue__,
                    chat: chat__,
                    timer: timer__,
                    buffering: buffering__,
                    order: order__,
                    r#loop: r#loop__,
                    slow_mode: slow_mode__,
                    members_max: members_max__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.PolicyChange", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PolicyChanged {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.PolicyChanged", len)?;
        if let Some(v) = self.policy.as_ref() {
            struct_ser.serialize_field("policy", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PolicyChanged {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "policy",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Policy,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "policy" => Ok(GeneratedField::Policy),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PolicyChanged;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.PolicyChanged")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PolicyChanged, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut policy__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Policy => {
                            if policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("policy"));
                            }
                            policy__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(PolicyChanged {
                    policy: policy__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.PolicyChanged", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Pong {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Pong", len)?;
        if true {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if true {
            struct_ser.serialize_field("client_time", &self.client_time)?;
        }
        if true {
            struct_ser.serialize_field("server_time", &self.server_time)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Pong {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "client_time",
            "clientTime",
            "server_time",
            "serverTime",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            ClientTime,
            ServerTime,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "clientTime" | "client_time" => Ok(GeneratedField::ClientTime),
                            "serverTime" | "server_time" => Ok(GeneratedField::ServerTime),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Pong;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Pong")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Pong, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut client_time__ = None;
                let mut server_time__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ClientTime => {
                            if client_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clientTime"));
                            }
                            client_time__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ServerTime => {
                            if server_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("serverTime"));
                            }
                            server_time__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Pong {
                    id: id__.unwrap_or_default(),
                    client_time: client_time__.unwrap_or_default(),
                    server_time: server_time__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Pong", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for QueueUpdated {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.QueueUpdated", len)?;
        if true {
            struct_ser.serialize_field("queue", &self.queue)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for QueueUpdated {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "queue",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Queue,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "queue" => Ok(GeneratedField::Queue),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = QueueUpdated;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.QueueUpdated")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<QueueUpdated, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut queue__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Queue => {
                            if queue__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            queue__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(QueueUpdated {
                    queue: queue__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.QueueUpdated", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RateSet {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.RateSet", len)?;
        if let Some(v) = self.playback.as_ref() {
            struct_ser.serialize_field("playback", v)?;
        }
        if true {
            struct_ser.serialize_field("position", &self.position)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RateSet {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "playback",
            "position",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Playback,
            Position,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "playback" => Ok(GeneratedField::Playback),
                            "position" => Ok(GeneratedField::Position),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RateSet;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.RateSet")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RateSet, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut playback__ = None;
                let mut position__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Playback => {
                            if playback__.is_some() {
                                return Err(serde::de::Error::duplicate_field("playback"));
                            }
                            playback__ = map_.next_value()?;
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(RateSet {
                    playback: playback__,
                    position: position__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.RateSet", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for React {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.React", len)?;
        if true {
            struct_ser.serialize_field("message_id", &self.message_id)?;
        }
        if true {
            struct_ser.serialize_field("emoji", &self.emoji)?;
        }
        if let Some(v) = self.remove.as_ref() {
            struct_ser.serialize_field("remove", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for React {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "message_id",
            "messageId",
            "emoji",
            "remove",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MessageId,
            Emoji,
            Remove,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messageId" | "message_id" => Ok(GeneratedField::MessageId),
                            "emoji" => Ok(GeneratedField::Emoji),
                            "remove" => Ok(GeneratedField::Remove),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = React;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.React")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<React, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut message_id__ = None;
                let mut emoji__ = None;
                let mut remove__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MessageId => {
                            if message_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageId"));
                            }
                            message_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Emoji => {
                            if emoji__.is_some() {
                                return Err(serde::de::Error::duplicate_field("emoji"));
                            }
                            emoji__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Remove => {
                            if remove__.is_some() {
                                return Err(serde::de::Error::duplicate_field("remove"));
                            }
                            remove__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(React {
                    message_id: message_id__.unwrap_or_default(),
                    emoji: emoji__.unwrap_or_default(),
                    remove: remove__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.React", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Reaction {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Reaction", len)?;
        if true {
            struct_ser.serialize_field("message_id", &self.message_id)?;
        }
        if true {
            struct_ser.serialize_field("member_id", &self.member_id)?;
        }
        if true {
            struct_ser.serialize_field("emoji", &self.emoji)?;
        }
        if true {
            struct_ser.serialize_field("removed", &self.removed)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Reaction {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "message_id",
            "messageId",
            "member_id",
            "memberId",
            "emoji",
            "removed",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MessageId,
            MemberId,
            Emoji,
            Removed,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messageId" | "message_id" => Ok(GeneratedField::MessageId),
                            "memberId" | "member_id" => Ok(GeneratedField::MemberId),
                            "emoji" => Ok(GeneratedField::Emoji),
                            "removed" => Ok(GeneratedField::Removed),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Reaction;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Reaction")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Reaction, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut message_id__ = None;
                let mut member_id__ = None;
                let mut emoji__ = None;
                let mut removed__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MessageId => {
                            if message_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageId"));
                            }
                            message_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MemberId => {
                            if member_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberId"));
                            }
                            member_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Emoji => {
                            if emoji__.is_some() {
                                return Err(serde::de::Error::duplicate_field("emoji"));
                            }
                            emoji__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Removed => {
                            if removed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("removed"));
                            }
                            removed__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Reaction {
                    message_id: message_id__.unwrap_or_default(),
                    member_id: member_id__.unwrap_or_default(),
                    emoji: emoji__.unwrap_or_default(),
                    removed: removed__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Reaction", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Remove {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Remove", len)?;
        if true {
            struct_ser.serialize_field("item_id", &self.item_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Remove {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "item_id",
            "itemId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ItemId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "itemId" | "item_id" => Ok(GeneratedField::ItemId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Remove;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Remove")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Remove, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut item_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ItemId => {
                            if item_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("itemId"));
                            }
                            item_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Remove {
                    item_id: item_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Remove", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Rename {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Rename", len)?;
        if true {
            struct_ser.serialize_field("nickname", &self.nickname)?;
        }
        if let Some(v) = self.member_id.as_ref() {
            struct_ser.serialize_field("member_id", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Rename {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "nickname",
            "member_id",
            "memberId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Nickname,
            MemberId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "nickname" => Ok(GeneratedField::Nickname),
                            "memberId" | "member_id" => Ok(GeneratedField::MemberId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Rename;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Rename")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Rename, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut nickname__ = None;
                let mut member_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Nickname => {
                            if nickname__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nickname"));
                            }
                            nickname__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MemberId => {
                            if member_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberId"));
                            }
                            member_id__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Rename {
                    nickname: nickname__.unwrap_or_default(),
                    member_id: member_id__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Rename", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Resync {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("matinee.sync.v1.Resync", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Resync {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Resync;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Resync")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Resync, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(Resync {
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Resync", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Room {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Room", len)?;
        if true {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if true {
            struct_ser.serialize_field("epoch", &self.epoch)?;
        }
        if true {
            struct_ser.serialize_field("revision", &self.revision)?;
        }
        if true {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if true {
            struct_ser.serialize_field("url", &self.url)?;
        }
        if true {
            struct_ser.serialize_field("visibility", &self.visibility)?;
        }
        if true {
            struct_ser.serialize_field("persistent", &self.persistent)?;
        }
        if true {
            struct_ser.serialize_field("owner_id", &self.owner_id)?;
        }
        if true {
            struct_ser.serialize_field("leader", &self.leader)?;
        }
        if let Some(v) = self.policy.as_ref() {
            struct_ser.serialize_field("policy", v)?;
        }
        if let Some(v) = self.playback.as_ref() {
            struct_ser.serialize_field("playback", v)?;
        }
        if true {
            struct_ser.serialize_field("queue", &self.queue)?;
        }
        if true {
            struct_ser.serialize_field("members", &self.members)?;
        }
        if true {
            struct_ser.serialize_field("member_count", &self.member_count)?;
        }
        if let Some(v) = self.timer.as_ref() {
            struct_ser.serialize_field("timer", v)?;
        }
        if true {
            struct_ser.serialize_field("chat", &self.chat)?;
        }
        if true {
            struct_ser.serialize_field("created_at", &self.created_at)?;
        }
        if true {
            struct_ser.serialize_field("history", &self.history)?;
        }
        if true {
            struct_ser.serialize_field("read_only", &self.read_only)?;
        }
        if true {
            struct_ser.serialize_field("address", &self.address)?;
        }
        if let Some(v) = self.skip.as_ref() {
            struct_ser.serialize_field("skip", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Room {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "epoch",
            "revision",
            "name",
            "url",
            "visibility",
            "persistent",
            "owner_id",
            "ownerId",
            "leader",
            "policy",
            "playback",
            "queue",
            "members",
            "member_count",
            "memberCount",
            "timer",
            "chat",
            "created_at",
            "createdAt",
            "history",
            "read_only",
            "readOnly",
            "address",
            "skip",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Epoch,
            Revision,
            Name,
            Url,
            Visibility,
            Persistent,
            OwnerId,
            Leader,
            Policy,
            Playback,
            Queue,
            Members,
            MemberCount,
            Timer,
            Chat,
            CreatedAt,
            History,
            ReadOnly,
            Address,
            Skip,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "revision" => Ok(GeneratedField::Revision),
                            "name" => Ok(GeneratedField::Name),
                            "url" => Ok(GeneratedField::Url),
                            "visibility" => Ok(GeneratedField::Visibility),
                            "persistent" => Ok(GeneratedField::Persistent),
                            "ownerId" | "owner_id" => Ok(GeneratedField::OwnerId),
                            "leader" => Ok(GeneratedField::Leader),
                            "policy" => Ok(GeneratedField::Policy),
                            "playback" => Ok(GeneratedField::Playback),
                            "queue" => Ok(GeneratedField::Queue),
                            "members" => Ok(GeneratedField::Members),
                            "memberCount" | "member_count" => Ok(GeneratedField::MemberCount),
                            "timer" => Ok(GeneratedField::Timer),
                            "chat" => Ok(GeneratedField::Chat),
                            "createdAt" | "created_at" => Ok(GeneratedField::CreatedAt),
                            "history" => Ok(GeneratedField::History),
                            "readOnly" | "read_only" => Ok(GeneratedField::ReadOnly),
                            "address" => Ok(GeneratedField::Address),
                            "skip" => Ok(GeneratedField::Skip),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Room;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Room")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Room, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut epoch__ = None;
                let mut revision__ = None;
                let mut name__ = None;
                let mut url__ = None;
                let mut visibility__ = None;
                let mut persistent__ = None;
                let mut owner_id__ = None;
                let mut leader__ = None;
                let mut policy__ = None;
                let mut playback__ = None;
                let mut queue__ = None;
                let mut members__ = None;
                let mut member_count__ = None;
                let mut timer__ = None;
                let mut chat__ = None;
                let mut created_at__ = None;
                let mut history__ = None;
                let mut read_only__ = None;
                let mut address__ = None;
                let mut skip__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Revision => {
                            if revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revision"));
                            }
                            revision__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Url => {
                            if url__.is_some() {
                                return Err(serde::de::Error::duplicate_field("url"));
                            }
                            url__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Visibility => {
                            if visibility__.is_some() {
                                return Err(serde::de::Error::duplicate_field("visibility"));
                            }
                            visibility__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Persistent => {
                            if persistent__.is_some() {
                                return Err(serde::de::Error::duplicate_field("persistent"));
                            }
                            persistent__ = Some(map_.next_value()?);
                        }
                        GeneratedField::OwnerId => {
                            if owner_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ownerId"));
                            }
                            owner_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Leader => {
                            if leader__.is_some() {
                                return Err(serde::de::Error::duplicate_field("leader"));
                            }
                            leader__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Policy => {
                            if policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("policy"));
                            }
                            policy__ = map_.next_value()?;
                        }
                        GeneratedField::Playback => {
                            if playback__.is_some() {
                                return Err(serde::de::Error::duplicate_field("playback"));
                            }
                            playback__ = map_.next_value()?;
                        }
                        GeneratedField::Queue => {
                            if queue__.is_some() {
                                return Err(serde::de::Error::duplicate_field("queue"));
                            }
                            queue__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Members => {
                            if members__.is_some() {
                                return Err(serde::de::Error::duplicate_field("members"));
                            }
                            members__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MemberCount => {
                            if member_count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberCount"));
                            }
                            member_count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Timer => {
                            if timer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timer"));
                            }
                            timer__ = map_.next_value()?;
                        }
                        GeneratedField::Chat => {
                            if chat__.is_some() {
                                return Err(serde::de::Error::duplicate_field("chat"));
                            }
                            chat__ = Some(map_.next_value()?);
                        }
                        GeneratedField::CreatedAt => {
                            if created_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createdAt"));
                            }
                            created_at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::History => {
                            if history__.is_some() {
                                return Err(serde::de::Error::duplicate_field("history"));
                            }
                            history__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ReadOnly => {
                            if read_only__.is_some() {
                                return Err(serde::de::Error::duplicate_field("readOnly"));
                            }
                            read_only__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Address => {
                            if address__.is_some() {
                                return Err(serde::de::Error::duplicate_field("address"));
                            }
                            address__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Skip => {
                            if skip__.is_some() {
                                return Err(serde::de::Error::duplicate_field("skip"));
                            }
                            skip__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Room {
                    id: id__.unwrap_or_default(),
                    epoch: epoch__.unwrap_or_default(),
                    revision: revision__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    url: url__.unwrap_or_default(),
                    visibility: visibility__.unwrap_or_default(),
                    persistent: persistent__.unwrap_or_default(),
                    owner_id: owner_id__.unwrap_or_default(),
                    leader: leader__.unwrap_or_default(),
                    policy: policy__,
                    playback: playback__,
                    queue: queue__.unwrap_or_default(),
                    members: members__.unwrap_or_default(),
                    member_count: member_count__.unwrap_or_default(),
                    timer: timer__,
                    chat: chat__.unwrap_or_default(),
                    created_at: created_at__.unwrap_or_default(),
                    history: history__.unwrap_or_default(),
                    read_only: read_only__.unwrap_or_default(),
                    address: address__.unwrap_or_default(),
                    skip: skip__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Room", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RoomClosed {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.RoomClosed", len)?;
        if true {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RoomClosed {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reason",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reason,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reason" => Ok(GeneratedField::Reason),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RoomClosed;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.RoomClosed")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RoomClosed, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut reason__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(RoomClosed {
                    reason: reason__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.RoomClosed", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RoomUpdated {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.RoomUpdated", len)?;
        if true {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if true {
            struct_ser.serialize_field("visibility", &self.visibility)?;
        }
        if true {
            struct_ser.serialize_field("persistent", &self.persistent)?;
        }
        if true {
            struct_ser.serialize_field("owner_id", &self.owner_id)?;
        }
        if true {
            struct_ser.serialize_field("read_only", &self.read_only)?;
        }
        if true {
            struct_ser.serialize_field("address", &self.address)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RoomUpdated {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "name",
            "visibility",
            "persistent",
            "owner_id",
            "ownerId",
            "read_only",
            "readOnly",
            "address",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Name,
            Visibility,
            Persistent,
            OwnerId,
            ReadOnly,
            Address,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "name" => Ok(GeneratedField::Name),
                            "visibility" => Ok(GeneratedField::Visibility),
                            "persistent" => Ok(GeneratedField::Persistent),
                            "ownerId" | "owner_id" => Ok(GeneratedField::OwnerId),
                            "readOnly" | "read_only" => Ok(GeneratedField::ReadOnly),
                            "address" => Ok(GeneratedField::Address),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RoomUpdated;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.RoomUpdated")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RoomUpdated, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut name__ = None;
                let mut visibility__ = None;
                let mut persistent__ = None;
                let mut owner_id__ = None;
                let mut read_only__ = None;
                let mut address__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Visibility => {
                            if visibility__.is_some() {
                                return Err(serde::de::Error::duplicate_field("visibility"));
                            }
                            visibility__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Persistent => {
                            if persistent__.is_some() {
                                return Err(serde::de::Error::duplicate_field("persistent"));
                            }
                            persistent__ = Some(map_.next_value()?);
                        }
                        GeneratedField::OwnerId => {
                            if owner_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ownerId"));
                            }
                            owner_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ReadOnly => {
                            if read_only__.is_some() {
                                return Err(serde::de::Error::duplicate_field("readOnly"));
                            }
                            read_only__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Address => {
                            if address__.is_some() {
                                return Err(serde::de::Error::duplicate_field("address"));
                            }
                            address__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(RoomUpdated {
                    name: name__.unwrap_or_default(),
                    visibility: visibility__.unwrap_or_default(),
                    persistent: persistent__.unwrap_or_default(),
                    owner_id: owner_id__.unwrap_or_default(),
                    read_only: read_only__.unwrap_or_default(),
                    address: address__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.RoomUpdated", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Seek {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Seek", len)?;
        if true {
            struct_ser.serialize_field("timestamp", &self.timestamp)?;
        }
        if let Some(v) = self.live_offset.as_ref() {
            struct_ser.serialize_field("live_offset", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Seek {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "timestamp",
            "live_offset",
            "liveOffset",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Timestamp,
            LiveOffset,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "timestamp" => Ok(GeneratedField::Timestamp),
                            "liveOffset" | "live_offset" => Ok(GeneratedField::LiveOffset),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Seek;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Seek")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Seek, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut timestamp__ = None;
                let mut live_offset__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Timestamp => {
                            if timestamp__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timestamp"));
                            }
                            timestamp__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LiveOffset => {
                            if live_offset__.is_some() {
                                return Err(serde::de::Error::duplicate_field("liveOffset"));
                            }
                            live_offset__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Seek {
                    timestamp: timestamp__.unwrap_or_default(),
                    live_offset: live_offset__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Seek", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SendDirectMessage {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.SendDirectMessage", len)?;
        if true {
            struct_ser.serialize_field("to", &self.to)?;
        }
        if true {
            struct_ser.serialize_field("text", &self.text)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SendDirectMessage {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "to",
            "text",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            To,
            Text,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "to" => Ok(GeneratedField::To),
                            "text" => Ok(GeneratedField::Text),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SendDirectMessage;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.SendDirectMessage")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SendDirectMessage, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut to__ = None;
                let mut text__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::To => {
                            if to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("to"));
                            }
                            to__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(SendDirectMessage {
                    to: to__.unwrap_or_default(),
                    text: text__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.SendDirectMessage", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ServerFrame {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.frame.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.ServerFrame", len)?;
        if let Some(v) = self.frame.as_ref() {
            match v {
                server_frame::Frame::Welcome(v) => {
                    struct_ser.serialize_field("WELCOME", v)?;
                }
                server_frame::Frame::Snapshot(v) => {
                    struct_ser.serialize_field("SNAPSHOT", v)?;
                }
                server_frame::Frame::Event(v) => {
                    struct_ser.serialize_field("EVENT", v)?;
                }
                server_frame::Frame::Ack(v) => {
                    struct_ser.serialize_field("ACK", v)?;
                }
                server_frame::Frame::Error(v) => {
                    struct_ser.serialize_field("ERROR", v)?;
                }
                server_frame::Frame::Heartbeat(v) => {
                    struct_ser.serialize_field("HEARTBEAT", v)?;
                }
                server_frame::Frame::Pong(v) => {
                    struct_ser.serialize_field("PONG", v)?;
                }
                server_frame::Frame::Features(v) => {
                    struct_ser.serialize_field("FEATURES", v)?;
                }
                server_frame::Frame::Statuses(v) => {
                    struct_ser.serialize_field("STATUSES", v)?;
                }
                server_frame::Frame::Users(v) => {
                    struct_ser.serialize_field("USERS", v)?;
                }
                server_frame::Frame::DirectMessage(v) => {
                    struct_ser.serialize_field("DIRECT_MESSAGE", v)?;
                }
                server_frame::Frame::Goodbye(v) => {
                    struct_ser.serialize_field("GOODBYE", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ServerFrame {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "WELCOME",
            "SNAPSHOT",
            "EVENT",
            "ACK",
            "ERROR",
            "HEARTBEAT",
            "PONG",
            "FEATURES",
            "STATUSES",
            "USERS",
            "DIRECT_MESSAGE",
            "DIRECTMESSAGE",
            "GOODBYE",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Welcome,
            Snapshot,
            Event,
            Ack,
            Error,
            Heartbeat,
            Pong,
            Features,
            Statuses,
            Users,
            DirectMessage,
            Goodbye,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "WELCOME" => Ok(GeneratedField::Welcome),
                            "SNAPSHOT" => Ok(GeneratedField::Snapshot),
                            "EVENT" => Ok(GeneratedField::Event),
                            "ACK" => Ok(GeneratedField::Ack),
                            "ERROR" => Ok(GeneratedField::Error),
                            "HEARTBEAT" => Ok(GeneratedField::Heartbeat),
                            "PONG" => Ok(GeneratedField::Pong),
                            "FEATURES" => Ok(GeneratedField::Features),
                            "STATUSES" => Ok(GeneratedField::Statuses),
                            "USERS" => Ok(GeneratedField::Users),
                            "DIRECTMESSAGE" | "DIRECT_MESSAGE" => Ok(GeneratedField::DirectMessage),
                            "GOODBYE" => Ok(GeneratedField::Goodbye),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ServerFrame;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.ServerFrame")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ServerFrame, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut frame__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Welcome => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("WELCOME"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Frame::Welcome)
;
                        }
                        GeneratedField::Snapshot => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("SNAPSHOT"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Frame::Snapshot)
;
                        }
                        GeneratedField::Event => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("EVENT"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Frame::Event)
;
                        }
                        GeneratedField::Ack => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ACK"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Frame::Ack)
;
                        }
                        GeneratedField::Error => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ERROR"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Frame::Error)
;
                        }
                        GeneratedField::Heartbeat => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("HEARTBEAT"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Frame::Heartbeat)
;
                        }
                        GeneratedField::Pong => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("PONG"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Frame::Pong)
;
                        }
                        GeneratedField::Features => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("FEATURES"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Frame::Features)
;
                        }
                        GeneratedField::Statuses => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("STATUSES"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Frame::Statuses)
;
                        }
                        GeneratedField::Users => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("USERS"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Frame::Users)
;
                        }
                        GeneratedField::DirectMessage => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("DIRECTMESSAGE"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Frame::DirectMessage)
;
                        }
                        GeneratedField::Goodbye => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("GOODBYE"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(server_frame::Frame::Goodbye)
;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(ServerFrame {
                    frame: frame__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.ServerFrame", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetPolicy {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.SetPolicy", len)?;
        if let Some(v) = self.policy.as_ref() {
            struct_ser.serialize_field("policy", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SetPolicy {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "policy",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Policy,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "policy" => Ok(GeneratedField::Policy),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SetPolicy;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.SetPolicy")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetPolicy, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut policy__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Policy => {
                            if policy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("policy"));
                            }
                            policy__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(SetPolicy {
                    policy: policy__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.SetPolicy", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetRate {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.SetRate", len)?;
        if true {
            struct_ser.serialize_field("rate", &self.rate)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SetRate {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "rate",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Rate,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "rate" => Ok(GeneratedField::Rate),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SetRate;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.SetRate")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetRate, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut rate__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Rate => {
                            if rate__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rate"));
                            }
                            rate__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(SetRate {
                    rate: rate__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.SetRate", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SetRole {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.SetRole", len)?;
        if true {
            struct_ser.serialize_field("member_id", &self.member_id)?;
        }
        if true {
            struct_ser.serialize_field("role", &self.role)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SetRole {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "member_id",
            "memberId",
            "role",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MemberId,
            Role,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "memberId" | "member_id" => Ok(GeneratedField::MemberId),
                            "role" => Ok(GeneratedField::Role),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SetRole;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.SetRole")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SetRole, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut member_id__ = None;
                let mut role__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MemberId => {
                            if member_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberId"));
                            }
                            member_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Role => {
                            if role__.is_some() {
                                return Err(serde::de::Error::duplicate_field("role"));
                            }
                            role__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(SetRole {
                    member_id: member_id__.unwrap_or_default(),
                    role: role__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.SetRole", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Shuffle {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("matinee.sync.v1.Shuffle", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Shuffle {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Shuffle;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Shuffle")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Shuffle, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(Shuffle {
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Shuffle", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Skip {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("matinee.sync.v1.Skip", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Skip {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Skip;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Skip")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Skip, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(Skip {
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Skip", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SkipVotes {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.SkipVotes", len)?;
        if true {
            struct_ser.serialize_field("votes", &self.votes)?;
        }
        if true {
            struct_ser.serialize_field("needed", &self.needed)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SkipVotes {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "votes",
            "needed",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Votes,
            Needed,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "votes" => Ok(GeneratedField::Votes),
                            "needed" => Ok(GeneratedField::Needed),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SkipVotes;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.SkipVotes")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SkipVotes, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut votes__ = None;
                let mut needed__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Votes => {
                            if votes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("votes"));
                            }
                            votes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Needed => {
                            if needed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("needed"));
                            }
                            needed__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(SkipVotes {
                    votes: votes__.unwrap_or_default(),
                    needed: needed__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.SkipVotes", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Snapshot {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Snapshot", len)?;
        if true {
            struct_ser.serialize_field("epoch", &self.epoch)?;
        }
        if true {
            struct_ser.serialize_field("revision", &self.revision)?;
        }
        if let Some(v) = self.room.as_ref() {
            struct_ser.serialize_field("room", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Snapshot {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "epoch",
            "revision",
            "room",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Epoch,
            Revision,
            Room,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "epoch" => Ok(GeneratedField::Epoch),
                            "revision" => Ok(GeneratedField::Revision),
                            "room" => Ok(GeneratedField::Room),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Snapshot;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Snapshot")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Snapshot, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut epoch__ = None;
                let mut revision__ = None;
                let mut room__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Revision => {
                            if revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revision"));
                            }
                            revision__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Room => {
                            if room__.is_some() {
                                return Err(serde::de::Error::duplicate_field("room"));
                            }
                            room__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Snapshot {
                    epoch: epoch__.unwrap_or_default(),
                    revision: revision__.unwrap_or_default(),
                    room: room__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Snapshot", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Sought {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Sought", len)?;
        if let Some(v) = self.playback.as_ref() {
            struct_ser.serialize_field("playback", v)?;
        }
        if true {
            struct_ser.serialize_field("position", &self.position)?;
        }
        if true {
            struct_ser.serialize_field("timestamp", &self.timestamp)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Sought {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "playback",
            "position",
            "timestamp",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Playback,
            Position,
            Timestamp,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "playback" => Ok(GeneratedField::Playback),
                            "position" => Ok(GeneratedField::Position),
                            "timestamp" => Ok(GeneratedField::Timestamp),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Sought;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Sought")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Sought, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut playback__ = None;
                let mut position__ = None;
                let mut timestamp__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Playback => {
                            if playback__.is_some() {
                                return Err(serde::de::Error::duplicate_field("playback"));
                            }
                            playback__ = map_.next_value()?;
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Timestamp => {
                            if timestamp__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timestamp"));
                            }
                            timestamp__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Sought {
                    playback: playback__,
                    position: position__.unwrap_or_default(),
                    timestamp: timestamp__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Sought", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Status {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Status", len)?;
        if true {
            struct_ser.serialize_field("state", &self.state)?;
        }
        if true {
            struct_ser.serialize_field("item_id", &self.item_id)?;
        }
        if true {
            struct_ser.serialize_field("position", &self.position)?;
        }
        if true {
            struct_ser.serialize_field("at", &self.at)?;
        }
        if let Some(v) = self.duration.as_ref() {
            struct_ser.serialize_field("duration", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Status {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "state",
            "item_id",
            "itemId",
            "position",
            "at",
            "duration",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            State,
            ItemId,
            Position,
            At,
            Duration,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "state" => Ok(GeneratedField::State),
                            "itemId" | "item_id" => Ok(GeneratedField::ItemId),
                            "position" => Ok(GeneratedField::Position),
                            "at" => Ok(GeneratedField::At),
                            "duration" => Ok(GeneratedField::Duration),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Status;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Status")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Status, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut state__ = None;
                let mut item_id__ = None;
                let mut position__ = None;
                let mut at__ = None;
                let mut duration__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::State => {
                            if state__.is_some() {
                                return Err(serde::de::Error::duplicate_field("state"));
                            }
                            state__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ItemId => {
                            if item_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("itemId"));
                            }
                            item_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::At => {
                            if at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("at"));
                            }
                            at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Duration => {
                            if duration__.is_some() {
                                return Err(serde::de::Error::duplicate_field("duration"));
                            }
                            duration__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Status {
                    state: state__.unwrap_or_default(),
                    item_id: item_id__.unwrap_or_default(),
                    position: position__.unwrap_or_default(),
                    at: at__.unwrap_or_default(),
                    duration: duration__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Status", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Statuses {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Statuses", len)?;
        if true {
            struct_ser.serialize_field("statuses", &self.statuses)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Statuses {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "statuses",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Statuses,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "statuses" => Ok(GeneratedField::Statuses),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Statuses;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Statuses")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Statuses, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut statuses__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Statuses => {
                            if statuses__.is_some() {
                                return Err(serde::de::Error::duplicate_field("statuses"));
                            }
                            statuses__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Statuses {
                    statuses: statuses__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Statuses", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Timer {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Timer", len)?;
        if true {
            struct_ser.serialize_field("phase", &self.phase)?;
        }
        if true {
            struct_ser.serialize_field("running", &self.running)?;
        }
        if true {
            struct_ser.serialize_field("remaining", &self.remaining)?;
        }
        if true {
            struct_ser.serialize_field("ends_at", &self.ends_at)?;
        }
        if true {
            struct_ser.serialize_field("cycle", &self.cycle)?;
        }
        if true {
            struct_ser.serialize_field("focus", &self.focus)?;
        }
        if true {
            struct_ser.serialize_field("short_break", &self.short_break)?;
        }
        if true {
            struct_ser.serialize_field("long_break", &self.long_break)?;
        }
        if true {
            struct_ser.serialize_field("cycles", &self.cycles)?;
        }
        if true {
            struct_ser.serialize_field("auto_start", &self.auto_start)?;
        }
        if true {
            struct_ser.serialize_field("focus_action", &self.focus_action)?;
        }
        if true {
            struct_ser.serialize_field("break_action", &self.break_action)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Timer {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "phase",
            "running",
            "remaining",
            "ends_at",
            "endsAt",
            "cycle",
            "focus",
            "short_break",
            "shortBreak",
            "long_break",
            "longBreak",
            "cycles",
            "auto_start",
            "autoStart",
            "focus_action",
            "focusAction",
            "break_action",
            "breakAction",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Phase,
            Running,
            Remaining,
            EndsAt,
            Cycle,
            Focus,
            ShortBreak,
            LongBreak,
            Cycles,
            AutoStart,
            FocusAction,
            BreakAction,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "phase" => Ok(GeneratedField::Phase),
                            "running" => Ok(GeneratedField::Running),
                            "remaining" => Ok(GeneratedField::Remaining),
                            "endsAt" | "ends_at" => Ok(GeneratedField::EndsAt),
                            "cycle" => Ok(GeneratedField::Cycle),
                            "focus" => Ok(GeneratedField::Focus),
                            "shortBreak" | "short_break" => Ok(GeneratedField::ShortBreak),
                            "longBreak" | "long_break" => Ok(GeneratedField::LongBreak),
                            "cycles" => Ok(GeneratedField::Cycles),
                            "autoStart" | "auto_start" => Ok(GeneratedField::AutoStart),
                            "focusAction" | "focus_action" => Ok(GeneratedField::FocusAction),
                            "breakAction" | "break_action" => Ok(GeneratedField::BreakAction),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Timer;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Timer")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Timer, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut phase__ = None;
                let mut running__ = None;
                let mut remaining__ = None;
                let mut ends_at__ = None;
                let mut cycle__ = None;
                let mut focus__ = None;
                let mut short_break__ = None;
                let mut long_break__ = None;
                let mut cycles__ = None;
                let mut auto_start__ = None;
                let mut focus_action__ = None;
                let mut break_action__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Phase => {
                            if phase__.is_some() {
                                return Err(serde::de::Error::duplicate_field("phase"));
                            }
                            phase__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Running => {
                            if running__.is_some() {
                                return Err(serde::de::Error::duplicate_field("running"));
                            }
                            running__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Remaining => {
                            if remaining__.is_some() {
                                return Err(serde::de::Error::duplicate_field("remaining"));
                            }
                            remaining__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::EndsAt => {
                            if ends_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("endsAt"));
                            }
                            ends_at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Cycle => {
                            if cycle__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cycle"));
                            }
                            cycle__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Focus => {
                            if focus__.is_some() {
                                return Err(serde::de::Error::duplicate_field("focus"));
                            }
                            focus__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ShortBreak => {
                            if short_break__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shortBreak"));
                            }
                            short_break__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LongBreak => {
                            if long_break__.is_some() {
                                return Err(serde::de::Error::duplicate_field("longBreak"));
                            }
                            long_break__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Cycles => {
                            if cycles__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cycles"));
                            }
                            cycles__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::AutoStart => {
                            if auto_start__.is_some() {
                                return Err(serde::de::Error::duplicate_field("autoStart"));
                            }
                            auto_start__ = Some(map_.next_value()?);
                        }
                        GeneratedField::FocusAction => {
                            if focus_action__.is_some() {
                                return Err(serde::de::Error::duplicate_field("focusAction"));
                            }
                            focus_action__ = Some(map_.next_value()?);
                        }
                        GeneratedField::BreakAction => {
                            if break_action__.is_some() {
                                return Err(serde::de::Error::duplicate_field("breakAction"));
                            }
                            break_action__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Timer {
                    phase: phase__.unwrap_or_default(),
                    running: running__.unwrap_or_default(),
                    remaining: remaining__.unwrap_or_default(),
                    ends_at: ends_at__.unwrap_or_default(),
                    cycle: cycle__.unwrap_or_default(),
                    focus: focus__.unwrap_or_default(),
                    short_break: short_break__.unwrap_or_default(),
                    long_break: long_break__.unwrap_or_default(),
                    cycles: cycles__.unwrap_or_default(),
                    auto_start: auto_start__.unwrap_or_default(),
                    focus_action: focus_action__.unwrap_or_default(),
                    break_action: break_action__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Timer", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TimerChanged {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.TimerChanged", len)?;
        if let Some(v) = self.timer.as_ref() {
            struct_ser.serialize_field("timer", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TimerChanged {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "timer",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Timer,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "timer" => Ok(GeneratedField::Timer),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TimerChanged;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.TimerChanged")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TimerChanged, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut timer__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Timer => {
                            if timer__.is_some() {
                                return Err(serde::de::Error::duplicate_field("timer"));
                            }
                            timer__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(TimerChanged {
                    timer: timer__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.TimerChanged", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TimerConfigure {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.TimerConfigure", len)?;
        if true {
            struct_ser.serialize_field("focus", &self.focus)?;
        }
        if true {
            struct_ser.serialize_field("short_break", &self.short_break)?;
        }
        if true {
            struct_ser.serialize_field("long_break", &self.long_break)?;
        }
        if true {
            struct_ser.serialize_field("cycles", &self.cycles)?;
        }
        if true {
            struct_ser.serialize_field("auto_start", &self.auto_start)?;
        }
        if true {
            struct_ser.serialize_field("focus_action", &self.focus_action)?;
        }
        if true {
            struct_ser.serialize_field("break_action", &self.break_action)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TimerConfigure {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "focus",
            "short_break",
            "shortBreak",
            "long_break",
            "longBreak",
            "cycles",
            "auto_start",
            "autoStart",
            "focus_action",
            "focusAction",
            "break_action",
            "breakAction",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Focus,
            ShortBreak,
            LongBreak,
            Cycles,
            AutoStart,
            FocusAction,
            BreakAction,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "focus" => Ok(GeneratedField::Focus),
                            "shortBreak" | "short_break" => Ok(GeneratedField::ShortBreak),
                            "longBreak" | "long_break" => Ok(GeneratedField::LongBreak),
                            "cycles" => Ok(GeneratedField::Cycles),
                            "autoStart" | "auto_start" => Ok(GeneratedField::AutoStart),
                            "focusAction" | "focus_action" => Ok(GeneratedField::FocusAction),
                            "breakAction" | "break_action" => Ok(GeneratedField::BreakAction),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TimerConfigure;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.TimerConfigure")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TimerConfigure, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut focus__ = None;
                let mut short_break__ = None;
                let mut long_break__ = None;
                let mut cycles__ = None;
                let mut auto_start__ = None;
                let mut focus_action__ = None;
                let mut break_action__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Focus => {
                            if focus__.is_some() {
                                return Err(serde::de::Error::duplicate_field("focus"));
                            }
                            focus__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ShortBreak => {
                            if short_break__.is_some() {
                                return Err(serde::de::Error::duplicate_field("shortBreak"));
                            }
                            short_break__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LongBreak => {
                            if long_break__.is_some() {
                                return Err(serde::de::Error::duplicate_field("longBreak"));
                            }
                            long_break__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Cycles => {
                            if cycles__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cycles"));
                            }
                            cycles__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::AutoStart => {
                            if auto_start__.is_some() {
                                return Err(serde::de::Error::duplicate_field("autoStart"));
                            }
                            auto_start__ = Some(map_.next_value()?);
                        }
                        GeneratedField::FocusAction => {
                            if focus_action__.is_some() {
                                return Err(serde::de::Error::duplicate_field("focusAction"));
                            }
                            focus_action__ = Some(map_.next_value()?);
                        }
                        GeneratedField::BreakAction => {
                            if break_action__.is_some() {
                                return Err(serde::de::Error::duplicate_field("breakAction"));
                            }
                            break_action__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(TimerConfigure {
                    focus: focus__.unwrap_or_default(),
                    short_break: short_break__.unwrap_or_default(),
                    long_break: long_break__.unwrap_or_default(),
                    cycles: cycles__.unwrap_or_default(),
                    auto_start: auto_start__.unwrap_or_default(),
                    focus_action: focus_action__.unwrap_or_default(),
                    break_action: break_action__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.TimerConfigure", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TimerPause {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("matinee.sync.v1.TimerPause", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TimerPause {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TimerPause;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.TimerPause")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TimerPause, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(TimerPause {
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.TimerPause", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TimerReset {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("matinee.sync.v1.TimerReset", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TimerReset {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TimerReset;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.TimerReset")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TimerReset, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(TimerReset {
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.TimerReset", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TimerSkip {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("matinee.sync.v1.TimerSkip", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TimerSkip {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TimerSkip;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.TimerSkip")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TimerSkip, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(TimerSkip {
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.TimerSkip", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TimerStart {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("matinee.sync.v1.TimerStart", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TimerStart {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TimerStart;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.TimerStart")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TimerStart, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(TimerStart {
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.TimerStart", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for TransferLeader {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.TransferLeader", len)?;
        if true {
            struct_ser.serialize_field("member_id", &self.member_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for TransferLeader {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "member_id",
            "memberId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MemberId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "memberId" | "member_id" => Ok(GeneratedField::MemberId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = TransferLeader;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.TransferLeader")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<TransferLeader, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut member_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MemberId => {
                            if member_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberId"));
                            }
                            member_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(TransferLeader {
                    member_id: member_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.TransferLeader", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Unban {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Unban", len)?;
        if true {
            struct_ser.serialize_field("user_id", &self.user_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Unban {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "user_id",
            "userId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            UserId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "userId" | "user_id" => Ok(GeneratedField::UserId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Unban;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Unban")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Unban, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut user_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::UserId => {
                            if user_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("userId"));
                            }
                            user_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Unban {
                    user_id: user_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Unban", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Undo {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("matinee.sync.v1.Undo", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Undo {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Undo;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Undo")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Undo, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(Undo {
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Undo", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for User {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.User", len)?;
        if true {
            struct_ser.serialize_field("user_id", &self.user_id)?;
        }
        if true {
            struct_ser.serialize_field("username", &self.username)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for User {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "user_id",
            "userId",
            "username",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            UserId,
            Username,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "userId" | "user_id" => Ok(GeneratedField::UserId),
                            "username" => Ok(GeneratedField::Username),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = User;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.User")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<User, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut user_id__ = None;
                let mut username__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::UserId => {
                            if user_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("userId"));
                            }
                            user_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Username => {
                            if username__.is_some() {
                                return Err(serde::de::Error::duplicate_field("username"));
                            }
                            username__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(User {
                    user_id: user_id__.unwrap_or_default(),
                    username: username__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.User", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Users {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Users", len)?;
        if true {
            struct_ser.serialize_field("joined", &self.joined)?;
        }
        if true {
            struct_ser.serialize_field("left", &self.left)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Users {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "joined",
            "left",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Joined,
            Left,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "joined" => Ok(GeneratedField::Joined),
                            "left" => Ok(GeneratedField::Left),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Users;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Users")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Users, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut joined__ = None;
                let mut left__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Joined => {
                            if joined__.is_some() {
                                return Err(serde::de::Error::duplicate_field("joined"));
                            }
                            joined__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Left => {
                            if left__.is_some() {
                                return Err(serde::de::Error::duplicate_field("left"));
                            }
                            left__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Users {
                    joined: joined__.unwrap_or_default(),
                    left: left__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Users", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for VideoChanged {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.VideoChanged", len)?;
        if let Some(v) = self.playback.as_ref() {
            struct_ser.serialize_field("playback", v)?;
        }
        if true {
            struct_ser.serialize_field("position", &self.position)?;
        }
        struct_ser.serialize_field("item", &self.item)?;
        if let Some(v) = self.played.as_ref() {
            struct_ser.serialize_field("played", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for VideoChanged {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "playback",
            "position",
            "item",
            "played",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Playback,
            Position,
            Item,
            Played,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "playback" => Ok(GeneratedField::Playback),
                            "position" => Ok(GeneratedField::Position),
                            "item" => Ok(GeneratedField::Item),
                            "played" => Ok(GeneratedField::Played),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = VideoChanged;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.VideoChanged")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<VideoChanged, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut playback__ = None;
                let mut position__ = None;
                let mut item__ = None;
                let mut played__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Playback => {
                            if playback__.is_some() {
                                return Err(serde::de::Error::duplicate_field("playback"));
                            }
                            playback__ = map_.next_value()?;
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Item => {
                            if item__.is_some() {
                                return Err(serde::de::Error::duplicate_field("item"));
                            }
                            item__ = map_.next_value()?;
                        }
                        GeneratedField::Played => {
                            if played__.is_some() {
                                return Err(serde::de::Error::duplicate_field("played"));
                            }
                            played__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(VideoChanged {
                    playback: playback__,
                    position: position__.unwrap_or_default(),
                    item: item__,
                    played: played__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.VideoChanged", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Vote {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Vote", len)?;
        if true {
            struct_ser.serialize_field("item_id", &self.item_id)?;
        }
        if true {
            struct_ser.serialize_field("up", &self.up)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Vote {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "item_id",
            "itemId",
            "up",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ItemId,
            Up,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "itemId" | "item_id" => Ok(GeneratedField::ItemId),
                            "up" => Ok(GeneratedField::Up),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Vote;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Vote")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Vote, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut item_id__ = None;
                let mut up__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ItemId => {
                            if item_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("itemId"));
                            }
                            item_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Up => {
                            if up__.is_some() {
                                return Err(serde::de::Error::duplicate_field("up"));
                            }
                            up__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Vote {
                    item_id: item_id__.unwrap_or_default(),
                    up: up__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Vote", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for VoteSkip {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("matinee.sync.v1.VoteSkip", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for VoteSkip {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = VoteSkip;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.VoteSkip")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<VoteSkip, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(VoteSkip {
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.VoteSkip", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Votes {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Votes", len)?;
        if true {
            struct_ser.serialize_field("item_id", &self.item_id)?;
        }
        if true {
            struct_ser.serialize_field("votes", &self.votes)?;
        }
        if let Some(v) = self.skip.as_ref() {
            struct_ser.serialize_field("skip", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Votes {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "item_id",
            "itemId",
            "votes",
            "skip",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ItemId,
            Votes,
            Skip,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "itemId" | "item_id" => Ok(GeneratedField::ItemId),
                            "votes" => Ok(GeneratedField::Votes),
                            "skip" => Ok(GeneratedField::Skip),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Votes;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Votes")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Votes, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut item_id__ = None;
                let mut votes__ = None;
                let mut skip__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ItemId => {
                            if item_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("itemId"));
                            }
                            item_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Votes => {
                            if votes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("votes"));
                            }
                            votes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Skip => {
                            if skip__.is_some() {
                                return Err(serde::de::Error::duplicate_field("skip"));
                            }
                            skip__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Votes {
                    item_id: item_id__.unwrap_or_default(),
                    votes: votes__.unwrap_or_default(),
                    skip: skip__,
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Votes", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WatchUsers {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.WatchUsers", len)?;
        if true {
            struct_ser.serialize_field("on", &self.on)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WatchUsers {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "on",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            On,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "on" => Ok(GeneratedField::On),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WatchUsers;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.WatchUsers")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WatchUsers, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut on__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::On => {
                            if on__.is_some() {
                                return Err(serde::de::Error::duplicate_field("on"));
                            }
                            on__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(WatchUsers {
                    on: on__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.WatchUsers", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Welcome {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        if true {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("matinee.sync.v1.Welcome", len)?;
        if true {
            struct_ser.serialize_field("member_id", &self.member_id)?;
        }
        if true {
            struct_ser.serialize_field("resume", &self.resume)?;
        }
        if true {
            struct_ser.serialize_field("server_time", &self.server_time)?;
        }
        if true {
            struct_ser.serialize_field("heartbeat", &self.heartbeat)?;
        }
        if true {
            struct_ser.serialize_field("grace", &self.grace)?;
        }
        if let Some(v) = self.limits.as_ref() {
            struct_ser.serialize_field("limits", v)?;
        }
        if true {
            struct_ser.serialize_field("features", &self.features)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Welcome {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "member_id",
            "memberId",
            "resume",
            "server_time",
            "serverTime",
            "heartbeat",
            "grace",
            "limits",
            "features",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MemberId,
            Resume,
            ServerTime,
            Heartbeat,
            Grace,
            Limits,
            Features,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "memberId" | "member_id" => Ok(GeneratedField::MemberId),
                            "resume" => Ok(GeneratedField::Resume),
                            "serverTime" | "server_time" => Ok(GeneratedField::ServerTime),
                            "heartbeat" => Ok(GeneratedField::Heartbeat),
                            "grace" => Ok(GeneratedField::Grace),
                            "limits" => Ok(GeneratedField::Limits),
                            "features" => Ok(GeneratedField::Features),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Welcome;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct matinee.sync.v1.Welcome")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Welcome, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut member_id__ = None;
                let mut resume__ = None;
                let mut server_time__ = None;
                let mut heartbeat__ = None;
                let mut grace__ = None;
                let mut limits__ = None;
                let mut features__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MemberId => {
                            if member_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberId"));
                            }
                            member_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Resume => {
                            if resume__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resume"));
                            }
                            resume__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ServerTime => {
                            if server_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("serverTime"));
                            }
                            server_time__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Heartbeat => {
                            if heartbeat__.is_some() {
                                return Err(serde::de::Error::duplicate_field("heartbeat"));
                            }
                            heartbeat__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Grace => {
                            if grace__.is_some() {
                                return Err(serde::de::Error::duplicate_field("grace"));
                            }
                            grace__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Limits => {
                            if limits__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limits"));
                            }
                            limits__ = map_.next_value()?;
                        }
                        GeneratedField::Features => {
                            if features__.is_some() {
                                return Err(serde::de::Error::duplicate_field("features"));
                            }
                            features__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Welcome {
                    member_id: member_id__.unwrap_or_default(),
                    resume: resume__.unwrap_or_default(),
                    server_time: server_time__.unwrap_or_default(),
                    heartbeat: heartbeat__.unwrap_or_default(),
                    grace: grace__.unwrap_or_default(),
                    limits: limits__,
                    features: features__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("matinee.sync.v1.Welcome", FIELDS, GeneratedVisitor)
    }
}
