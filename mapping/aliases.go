package mapping

import (
	"github.com/crossbay/crossbay/mapping/internal/charset"
)

const EncodingAuto = charset.EncodingAuto
const EncodingBig5 = charset.EncodingBig5
const EncodingGB18030 = charset.EncodingGB18030
const EncodingUTF8 = charset.EncodingUTF8
